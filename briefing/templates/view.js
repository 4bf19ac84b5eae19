// The reading view. It listens on the document, so that views may be replaced at any time, and
// puts its marks back when a page rewrites a view in place.
(() => {
  if (window.passerelleView) return;
  window.passerelleView = true;

  let lit = []; // the sentences that the pointer or the focus is on
  let chosen = null; // the text of the brief's sentence that was chosen
  let shown = "both"; // the languages to show where there is one column
  let current = {}; // by column, the sentence that the Tab key comes to

  const near = (node, selector) => (node instanceof Element ? node.closest(selector) : null);
  const all = (selector) => document.querySelectorAll(`.pv-view ${selector}`);
  const sentences = (index) => all(`[data-segment="${Number(index)}"]`);
  const evidence = (claim) => claim.dataset.evidence.split(" ");
  const side = (sentence) => (sentence.closest(".pv-target") ? "target" : "source");
  const set = (node, name, value) => {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  };

  const mark = (name, indices) => {
    all(`.pv-s.${name}`).forEach((node) => {
      if (!indices.includes(node.dataset.segment)) node.classList.remove(name);
    });
    indices.forEach((index) => sentences(index).forEach((node) => node.classList.add(name)));
  };

  // What was chosen keeps a mark of its own: the page scrolls beneath a pointer that stands still.
  const paint = () => {
    const claim = [...all(".pv-claim")].find((node) => node.textContent === chosen);
    mark("pv-chosen", claim ? evidence(claim) : []);
    mark("pv-on", lit);
    all(".pv-claim").forEach((node) => {
      set(node, "aria-pressed", String(node === claim));
      node.classList.toggle("pv-on", evidence(node).some((index) => lit.includes(index)));
    });
    all(".pv-frame").forEach((node) => set(node, "data-show", shown));
    all("[data-show][aria-pressed]").forEach((node) => {
      set(node, "aria-pressed", String(node.dataset.show === shown));
    });
    Object.entries(current).forEach(([column, index]) => {
      all(`.pv-${column} [data-segment]`).forEach((node) => {
        set(node, "tabindex", node.dataset.segment === index ? "0" : "-1");
      });
    });
    observer.takeRecords(); // its own changes
  };

  const light = (node) => {
    const sentence = near(node, ".pv-view [data-segment]");
    const claim = near(node, ".pv-view .pv-claim");
    const jump = near(node, ".pv-view [data-jump]");
    const next = sentence ? [sentence.dataset.segment] : claim ? evidence(claim) : jump ? [jump.dataset.jump] : [];
    if (next.join() === lit.join()) return;
    lit = next;
    paint();
  };

  const bring = (index) => {
    const seen = [...sentences(index)].filter((node) => node.offsetParent);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    // The higher of the two: the English one where it stands above its original.
    seen.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
    seen[0]?.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    return seen[0];
  };

  // Up and down go through the sentences of a column, left and right from one to its partner.
  const move = (sentence, key) => {
    const index = Number(sentence.dataset.segment);
    const across = key === "ArrowLeft" ? "source" : key === "ArrowRight" ? "target" : side(sentence);
    const to = index + (key === "ArrowDown") - (key === "ArrowUp");
    return document.querySelector(`.pv-view .pv-${across} [data-segment="${to}"]`);
  };

  document.addEventListener("mouseover", (event) => light(event.target));
  document.addEventListener("mouseleave", () => light(null));
  document.addEventListener("focusout", () => light(null));
  document.addEventListener("focusin", (event) => {
    const sentence = near(event.target, ".pv-view [data-segment]");
    if (sentence) {
      current = { ...current, [side(sentence)]: sentence.dataset.segment };
      lit = [sentence.dataset.segment];
      paint();
    } else if (event.target.matches(":focus-visible")) {
      light(event.target);
    }
  });
  document.addEventListener("keydown", (event) => {
    const sentence = near(event.target, ".pv-view [data-segment]");
    if (event.key === "Escape" && chosen !== null) {
      chosen = null;
      paint();
    } else if (sentence && event.key.startsWith("Arrow") && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const next = move(sentence, event.key);
      if (next) {
        event.preventDefault();
        next.focus();
      }
    }
  });
  document.addEventListener("click", (event) => {
    const claim = near(event.target, ".pv-view .pv-claim");
    const jump = near(event.target, ".pv-view [data-jump]");
    const toggle = near(event.target, ".pv-view .pv-toggle [data-show]");
    if (claim) {
      chosen = chosen === claim.textContent ? null : claim.textContent;
      lit = [];
      paint();
      if (chosen !== null) bring(evidence(claim)[0]);
    } else if (jump) {
      event.preventDefault();
      bring(jump.dataset.jump)?.focus({ preventScroll: true });
    } else if (toggle) {
      shown = toggle.dataset.show;
      paint();
    }
  });

  const observer = new MutationObserver((changes) => {
    if (changes.some(({ target }) => near(target, ".pv-view") || target.querySelector?.(".pv-view"))) paint();
  });
  observer.observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: ["class", "aria-pressed", "data-show", "tabindex"],
  });
})();
