// What the page needs beyond Gradio: asking a suggested question, moving between answer and passages,
// the language of the page, telling screen readers what happens, and keeping the newest question in view.
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);

  function ask(text) {
    const box = document.querySelector("#question textarea");
    const button = byId("ask");
    if (!box || !button) return;
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    set.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    requestAnimationFrame(() => button.click());
  }

  function goTo(id) {
    const target = byId(id);
    if (!target) return false;
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    target.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
    if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    return true;
  }

  document.addEventListener("click", (event) => {
    const suggestion = event.target.closest("[data-ask]");
    if (suggestion) {
      ask(suggestion.dataset.ask);
      return;
    }
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    const id = link.getAttribute("href").slice(1);
    if (id === "question") {
      event.preventDefault();
      document.querySelector("#question textarea")?.focus();
    } else if (goTo(id)) {
      event.preventDefault();
    }
  });

  // The thread is drawn anew at each step, which screen readers pass over in silence; this place stays.
  const announcer = document.createElement("div");
  announcer.id = "announcer";
  announcer.setAttribute("role", "status");
  document.body.append(announcer);

  let seen = "";
  function followThread() {
    const thread = document.querySelector("#thread .thread");
    if (!thread) return;
    document.documentElement.lang = thread.lang;
    const last = thread.querySelector(".exchange:last-of-type");
    const news = last?.querySelector("[aria-current], .notice, .answer");
    const state = news ? last.id + news.textContent : "";
    if (state === seen) return;
    seen = state;
    announcer.lang = thread.lang;
    announcer.textContent = news ? news.textContent.replace(/\s+/g, " ").trim() : "";
    if (!news) return;
    last.scrollIntoView({ block: "start" });
    byId("beside")?.scrollTo(0, 0);
  }

  new MutationObserver(followThread).observe(document.documentElement, { childList: true, subtree: true });
})();
