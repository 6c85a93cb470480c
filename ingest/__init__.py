"""Treaty files in, citable passages out. No model, no database, no network."""
