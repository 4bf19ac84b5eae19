// The reading view. It listens on the document, so that views may be replaced at any time, and
// puts its marks back when a page rewrites a view in place.
(() => {
  if (window.passerelleView) return;
  window.passerelleView = true;

  let lit = []; // the sentences that the pointer or the focus is on
  let chosen = null; // the sentence of the brief, or the difference, that was chosen
  let shown = "both"; // the languages to show where there is one column
  let versions = null; // the versions to show, once a person has chosen
  let current = {}; // by column, the sentence that the Tab key comes to
  let opened = {}; // by name, the folds that a person has opened or closed
  let checked = null; // the sentence to check that was shown last
  let told = null; // the sentence that the note beside it is about

  const near = (node, selector) => (node instanceof Element ? node.closest(selector) : null);
  const all = (selector) => document.querySelectorAll(`.pv-view ${selector}`);
  const quoted = (value) => CSS.escape(String(value));
  const sentences = (key) => all(`[data-segment="${quoted(key)}"]`);
  const visible = (nodes) => [...nodes].filter((node) => node.offsetParent);
  const evidence = (claim) => claim.dataset.evidence.split(" ");
  const named = (claim) => `${claim.dataset.evidence} ${claim.textContent}`;
  const version = (key) => key.split("-")[0];
  const side = (sentence) => (sentence.closest(".pv-target") ? "target" : "source");
  const column = (sentence) => `${version(sentence.dataset.segment)} ${side(sentence)}`;
  const set = (node, name, value) => {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  };

  // The sentence that a node is in; a tag belongs to the sentence that it follows.
  const sentenceOf = (node) => {
    let found = near(node, ".pv-view .pv-tag");
    while (found && !found.matches("[data-segment]")) found = found.previousElementSibling;
    return found ?? near(node, ".pv-view [data-segment]");
  };

  // A sentence's partners in the other version.
  const partners = (key) => {
    const pair = sentences(key)[0]?.dataset.pair;
    const keys = pair === undefined ? [] : [...all(`[data-pair="${quoted(pair)}"]`)].map((n) => n.dataset.segment);
    return keys.filter((other) => version(other) !== version(key));
  };
  const linked = (keys) => [...new Set(keys.flatMap((key) => [key, ...partners(key)]))];

  const mark = (name, keys) => {
    all(`.pv-s.${name}`).forEach((node) => {
      if (!keys.includes(node.dataset.segment)) node.classList.remove(name);
    });
    keys.forEach((key) => sentences(key).forEach((node) => node.classList.add(name)));
  };

  // What was chosen keeps a mark of its own: the page scrolls beneath a pointer that does not move.
  const paint = () => {
    const claims = all("[data-evidence]");
    const claim = [...claims].find((node) => named(node) === chosen);
    mark("pv-chosen", claim ? linked(evidence(claim)) : []);
    mark("pv-on", lit);
    claims.forEach((node) => {
      set(node, "aria-pressed", String(node === claim));
      node.classList.toggle("pv-on", evidence(node).some((key) => lit.includes(key)));
    });
    all(".pv-frame").forEach((node) => {
      set(node, "data-show", shown);
      if (versions && node.querySelector(`[data-versions="${versions}"]`)) set(node, "data-versions", versions);
      node.querySelectorAll("[data-versions][aria-pressed]").forEach((button) => {
        set(button, "aria-pressed", String(button.dataset.versions === node.dataset.versions));
      });
    });
    all("[data-show][aria-pressed]").forEach((node) => {
      set(node, "aria-pressed", String(node.dataset.show === shown));
    });
    Object.entries(current).forEach(([name, key]) => {
      const [text, language] = name.split(" ");
      all(`.pv-${language} [data-segment]`).forEach((node) => {
        if (version(node.dataset.segment) === text) {
          set(node, "tabindex", node.dataset.segment === key ? "0" : "-1");
        }
      });
    });
    Object.entries(opened).forEach(([name, open]) => {
      all(`details[data-fold="${name}"]`).forEach((node) => (node.open = open));
    });
    observer.takeRecords(); // its own changes
  };

  // The note on a sentence, beside it, or at the foot of a narrow window.
  const tip = document.createElement("div");
  tip.className = "pv pv-tip";
  tip.id = "pv-tip";
  tip.hidden = true;
  const tell = (sentence) => {
    const key = sentence?.dataset.segment ?? null;
    const note = key && document.querySelector(`.pv-view [data-note="${quoted(key)}"]`);
    told = note ? sentence : null;
    tip.hidden = !note;
    if (!note) return;
    if (!tip.isConnected) document.body.append(tip);
    tip.replaceChildren(...[...note.childNodes].map((node) => node.cloneNode(true)));
    const lines = sentence.getClientRects();
    const line = lines[lines.length - 1];
    const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    const below = line.bottom + tip.offsetHeight + 8 < innerHeight;
    const top = below ? line.bottom + 4 : lines[0].top - tip.offsetHeight - 4;
    tip.style.left = `${Math.max(8, Math.min(line.left, room)) + scrollX}px`;
    tip.style.top = `${top + scrollY}px`;
  };

  // The word under the pointer and the words that it became.
  const words = "highlights" in CSS && typeof Highlight === "function" ? new Highlight() : null;
  if (words) CSS.highlights.set("pv-word", words);
  const spoken = document.createElement("p");
  spoken.className = "pv pv-unseen";
  spoken.setAttribute("role", "status");
  let word = null; // the sentence, its column and where the word begins

  const pairs = (key) => {
    const node = [...sentences(key)].find((candidate) => candidate.dataset.words);
    return (node?.dataset.words ?? "").split(" ").filter(Boolean).map((pair) => pair.split(",").map(Number));
  };
  const range = (sentence, start, end) => {
    const walker = document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT);
    const found = document.createRange();
    let position = 0;
    while (walker.nextNode()) {
      const { length } = walker.currentNode;
      if (start >= position && start <= position + length) found.setStart(walker.currentNode, start - position);
      if (end <= position + length) {
        found.setEnd(walker.currentNode, end - position);
        return found;
      }
      position += length;
    }
    return null;
  };
  const link = (sentence, start) => {
    word = sentence && start !== null ? { sentence, start } : null;
    words?.clear();
    if (!word || !words) return "";
    const from = side(sentence) === "source" ? 0 : 2;
    const same = pairs(sentence.dataset.segment).filter((pair) => pair[from] === start);
    const texts = [];
    visible(sentences(sentence.dataset.segment)).forEach((node) => {
      const first = side(node) === "source" ? 0 : 2;
      same.forEach((pair) => {
        const found = range(node, pair[first], pair[first + 1]);
        if (!found) return;
        words.add(found);
        if (first !== from) texts.push(found.toString());
      });
    });
    return texts.join(" ");
  };
  const pointed = (event) => {
    const sentence = near(event.target, ".pv-view [data-segment]");
    if (!words || !sentence) return link(null, null);
    const caret = document.caretPositionFromPoint?.(event.clientX, event.clientY);
    const old = caret ? null : document.caretRangeFromPoint?.(event.clientX, event.clientY);
    const node = caret?.offsetNode ?? old?.startContainer;
    if (!node || !sentence.contains(node)) return link(null, null);
    const before = document.createRange();
    before.setStart(sentence, 0);
    before.setEnd(node, caret?.offset ?? old.startOffset);
    const at = before.toString().length;
    const from = side(sentence) === "source" ? 0 : 2;
    const hit = pairs(sentence.dataset.segment).find((pair) => pair[from] <= at && at <= pair[from + 1]);
    if (word?.sentence === sentence && word.start === hit?.[from]) return "";
    return link(sentence, hit?.[from] ?? null);
  };
  // With the keyboard: to the next or the last word of a sentence.
  const step = (sentence, forward) => {
    const from = side(sentence) === "source" ? 0 : 2;
    const starts = [...new Set(pairs(sentence.dataset.segment).map((pair) => pair[from]))].sort((a, b) => a - b);
    if (!starts.length) return;
    const at = word?.sentence === sentence ? word.start : forward ? -1 : Infinity;
    const next = forward ? starts.find((start) => start > at) : starts.findLast((start) => start < at);
    if (next === undefined) return;
    const became = link(sentence, next);
    if (!spoken.isConnected) document.body.append(spoken);
    spoken.textContent = became;
  };

  const light = (node) => {
    if (near(node, ".pv-tip")) return;
    const claim = near(node, ".pv-view [data-evidence]");
    const jump = near(node, ".pv-view [data-jump]");
    // A pointer that is on nothing leaves the light to the focus.
    const focused = claim || jump ? null : near(document.activeElement, ".pv-view [data-segment]");
    const sentence = sentenceOf(node) ?? focused;
    const keys = sentence ? [sentence.dataset.segment] : claim ? evidence(claim) : jump ? [jump.dataset.jump] : [];
    const next = linked(keys);
    if (sentence !== told) tell(sentence);
    if (next.join() === lit.join()) return;
    lit = next;
    paint();
  };

  // Where a sentence is hidden, the versions that have it are shown.
  const reveal = (key) => {
    if (visible(sentences(key)).length) return;
    const frame = document.querySelector(".pv-view .pv-frame");
    versions = frame?.querySelector('button[data-versions="both"]') ? "both" : version(key);
    paint();
  };
  const bring = (key) => {
    reveal(key);
    const seen = visible(sentences(key));
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    // The higher of the two: the English one where it is above its original.
    seen.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
    const node = seen.find((candidate) => side(candidate) === "target") ?? seen[0];
    seen[0]?.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    return node;
  };

  // Up and down go through the sentences of a column, left and right through the columns.
  const COLUMNS = ["version source", "version target", "original target", "original source"];
  const first = (keys, name) =>
    keys.flatMap((key) => visible(sentences(key))).find((node) => column(node) === name);
  const move = (sentence, key) => {
    const at = sentence.dataset.segment;
    if (key === "ArrowUp" || key === "ArrowDown") {
      const mine = visible(all(`.pv-${side(sentence)} [data-segment]`)).filter(
        (node) => version(node.dataset.segment) === version(at),
      );
      return mine[mine.indexOf(sentence) + (key === "ArrowDown" ? 1 : -1)];
    }
    const by = key === "ArrowRight" ? 1 : -1;
    for (let i = COLUMNS.indexOf(column(sentence)) + by; COLUMNS[i]; i += by) {
      const node = first([at, ...partners(at)], COLUMNS[i]);
      if (node) return node;
    }
    return undefined;
  };

  document.addEventListener("mouseover", (event) => light(event.target));
  document.addEventListener("mousemove", pointed);
  document.addEventListener("mouseleave", () => light(null));
  document.addEventListener("focusout", () => {
    link(null, null);
    light(null);
  });
  document.addEventListener("focusin", (event) => {
    const sentence = near(event.target, ".pv-view [data-segment]");
    if (sentence) {
      current = { ...current, [column(sentence)]: sentence.dataset.segment };
      lit = linked([sentence.dataset.segment]);
      tell(sentence);
      paint();
    } else if (event.target.matches(":focus-visible")) {
      light(event.target);
    }
  });
  document.addEventListener("keydown", (event) => {
    const sentence = near(event.target, ".pv-view [data-segment]");
    if (event.key === "Escape" && !tip.hidden) {
      tip.hidden = true;
    } else if (event.key === "Escape" && chosen !== null) {
      chosen = null;
      paint();
    } else if (sentence && event.key.startsWith("Arrow") && !event.ctrlKey && !event.metaKey && !event.altKey) {
      if (event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
        event.preventDefault();
        step(sentence, event.key === "ArrowRight");
        return;
      }
      const next = move(sentence, event.key);
      if (next) {
        event.preventDefault();
        next.focus();
      }
    }
  });
  document.addEventListener("click", (event) => {
    const claim = near(event.target, ".pv-view [data-evidence]");
    const jump = near(event.target, ".pv-view [data-jump]");
    const toggle = near(event.target, ".pv-view .pv-toggle [data-show]");
    const choice = near(event.target, ".pv-view .pv-versions [data-versions]");
    const next = near(event.target, ".pv-view [data-next]");
    const fold = near(event.target, ".pv-view summary")?.parentElement;
    if (claim) {
      chosen = chosen === named(claim) ? null : named(claim);
      lit = [];
      paint();
      if (chosen !== null) bring(evidence(claim)[0]);
    } else if (jump) {
      event.preventDefault();
      bring(jump.dataset.jump)?.focus({ preventScroll: true });
    } else if (toggle) {
      shown = toggle.dataset.show;
      paint();
    } else if (choice) {
      versions = choice.dataset.versions;
      paint();
    } else if (next) {
      const keys = [...all(".pv-notes [data-check]")].map((note) => note.dataset.note);
      checked = keys[(keys.indexOf(checked) + 1) % keys.length];
      bring(checked)?.focus({ preventScroll: true });
    } else if (near(event.target, ".pv-view .pv-tag")) {
      sentenceOf(event.target)?.focus({ preventScroll: true });
    } else if (fold) {
      opened = { ...opened, [fold.dataset.fold]: !fold.open };
    }
  });

  const observer = new MutationObserver((changes) => {
    if (changes.some(({ target }) => near(target, ".pv-view") || target.querySelector?.(".pv-view"))) paint();
  });
  observer.observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: ["class", "aria-pressed", "data-show", "data-versions", "open", "tabindex"],
  });
})();
