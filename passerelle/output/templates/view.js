// The reading view. It listens on the document, so that views may be replaced at any time, and
// puts its marks back when a page rewrites a view in place.
(() => {
  if (window.passerelleView) return;

  let lit = []; // the sentences that the pointer or the focus is on
  let chosen = null; // the sentence of the brief, or the difference, that was chosen
  let shown = "both"; // the languages to show where there is one column
  let versions = null; // the versions to show, once a person has chosen
  let current = {}; // by column, the sentence that the Tab key goes to
  let opened = {}; // by name, the folds that a person has opened or closed
  let checked = null; // the sentence to check that was shown last
  let told = null; // the sentence whose note is open
  let toldOf = []; // its key and its column
  let pinned = false; // whether the note stays open, with the actions for its sentence
  let pointer = ""; // where it was last
  let dismissed = null; // where the pointer was when Escape closed a note: until it moves, it opens none
  let at = null; // the mark that n or p last went to
  let drawn = []; // the view that is shown, and the mark of its content
  let article = null; // the article that it shows
  const drafts = new Map(); // by key, the sentences that are being edited: the element, its text and selection

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

  // The sentence that contains a node; a tag belongs to the sentence before it.
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

  // A rail taller than the window keeps its end, or the chosen sentence, in view.
  const BAR = 48; // height in pixels of the bar above it
  const stay = (rail, claim) => {
    const end = innerHeight - rail.offsetHeight;
    const place = claim ? BAR + rail.getBoundingClientRect().top - claim.getBoundingClientRect().top : end;
    rail.style.setProperty("--pv-top", `${Math.min(BAR, Math.max(end, place))}px`);
  };

  // The chosen sentence keeps its own mark, since the page scrolls under a pointer that does not move.
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
    all(".pv-rail").forEach((node) => stay(node, node.contains(claim ?? null) ? claim : null));
    observer.takeRecords(); // ignore the changes made here
  };

  // The note on a sentence, next to it, or at the bottom of a narrow window.
  const tip = document.createElement("div");
  tip.className = "pv pv-tip";
  tip.id = "pv-tip";
  tip.setAttribute("role", "region");
  tip.setAttribute("aria-label", "About this sentence");
  tip.hidden = true;
  // Below the sentence, above it, or below its partners, so that it does not cover them.
  const place = (sentence) => {
    const lines = [...sentence.getClientRects()];
    tip.hidden = !lines.length; // a hidden sentence has no place
    if (tip.hidden) return;
    const [top, bottom] = [lines[0], lines[lines.length - 1]];
    const left = Math.max(8, Math.min(bottom.left, document.documentElement.clientWidth - tip.offsetWidth - 8));
    const beside = ({ left: from, right: to }) => from < left + tip.offsetWidth && to > left;
    const about = visible(linked([sentence.dataset.segment]).flatMap((key) => [...sentences(key)]));
    const boxes = about.flatMap((node) => [...node.getClientRects()]).filter(beside);
    const seen = (at) => at >= BAR && at + tip.offsetHeight + 8 < innerHeight;
    const free = (at) => boxes.every((box) => box.top >= at + tip.offsetHeight || box.bottom <= at);
    const last = Math.max(...boxes.map((box) => box.bottom), bottom.bottom);
    const places = [bottom.bottom + 4, top.top - tip.offsetHeight - 4, last + 4];
    const found = places.find((at) => seen(at) && free(at)) ?? places.find(seen) ?? places[0];
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${found + scrollY}px`;
  };
  const tell = (sentence, pin = false) => {
    const key = sentence?.dataset.segment ?? null;
    // What was found in the model's English does not hold for a correction of it.
    const note = key && !corrected(key) && document.querySelector(`.pv-view [data-note="${quoted(key)}"]`);
    pinned = Boolean(sentence) && pin;
    told = note || pinned ? sentence : null;
    toldOf = told ? [key, column(told)] : [];
    tip.hidden = !told;
    if (!told) return;
    if (!tip.isConnected) document.body.append(tip);
    tip.classList.remove("pv-tip-editing");
    tip.replaceChildren(...[...(note?.childNodes ?? [])].map((node) => node.cloneNode(true)));
    if (pinned) tip.append(actions(key));
    place(sentence);
  };

  // In a new view, the note stays open beside the same sentence, with what is known about it now.
  const tellAgain = () => {
    const [key, name] = toldOf;
    const focused = tip.contains(document.activeElement) && Object.keys(document.activeElement.dataset)[0];
    tell(visible(sentences(key)).find((node) => column(node) === name) ?? null, pinned);
    if (focused === false || tip.hidden) return;
    const buttons = [...tip.querySelectorAll("button")];
    (buttons.find(({ dataset }) => focused in dataset) ?? buttons[0])?.focus({ preventScroll: true });
  };

  // A message at the bottom of the window, shown for a few seconds.
  const said = document.createElement("p");
  said.className = "pv pv-said";
  said.setAttribute("role", "status");
  let silence = 0;
  const say = (text) => {
    if (!said.isConnected) document.body.append(said);
    said.textContent = text;
    clearTimeout(silence);
    silence = setTimeout(() => (said.textContent = ""), 6000);
  };
  window.passerelleView = { say, said };

  // How to end an edit, shown beside the sentence; a phone has no Esc key.
  const guide = (sentence) => {
    const line = document.createElement("p");
    line.id = "pv-guide";
    line.textContent = "Press Enter to save the change, or Esc to discard it.";
    sentence.setAttribute("aria-describedby", line.id);
    const row = document.createElement("p");
    row.className = "pv-actions";
    row.append(button("Save", { end: "save" }), button("Cancel", { end: "cancel" }));
    tip.classList.add("pv-tip-editing");
    tip.replaceChildren(line, row);
    if (!tip.isConnected) document.body.append(tip);
    tip.hidden = false;
    told = sentence;
    toldOf = [sentence.dataset.segment, column(sentence)];
    place(sentence);
  };

  // The word under the pointer and the words aligned with it.
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
  // Keyboard: to the next or previous word of a sentence.
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
    // If the pointer is on nothing, the focus determines the highlight.
    const focused = claim || jump ? null : near(document.activeElement, ".pv-view [data-segment]");
    const sentence = sentenceOf(node) ?? focused;
    const keys = sentence ? [sentence.dataset.segment] : claim ? evidence(claim) : jump ? [jump.dataset.jump] : [];
    const next = linked(keys);
    const writing = document.activeElement?.isContentEditable;
    if (sentence !== told && !pinned && !writing && pointer !== dismissed) tell(sentence);
    if (next.join() === lit.join()) return;
    lit = next;
    paint();
  };

  // What can be copied: the brief, the English, or one sentence with its source.
  const plain = (node) => node.textContent.replace(/\s+/g, " ").trim();
  const english = () =>
    [...all('[data-version="version"] .pv-row')]
      .map((row) => row.querySelector(".pv-target:not(.pv-other)") ?? (row.closest(".pv-alone") ? row : null))
      .map((cell) => (cell ? [...cell.querySelectorAll("[data-segment]")].map(plain).join(" ") : ""))
      .filter(Boolean);
  const columnOf = (key, name) => [...sentences(key)].find((node) => side(node) === name);
  // Whether the page shows a correction of a sentence that no briefing contains yet: `sent` or `failed`.
  const corrected = (key) => columnOf(key, "target")?.dataset.correction;
  const cited = (key) => {
    const [source, target] = [columnOf(key, "source"), columnOf(key, "target")];
    const language = source?.closest("[lang]")?.lang;
    const from = document.querySelector(`.pv-view [data-version="${version(key)}"]`)?.dataset.address;
    return [plain(target ?? source), source && target ? `(${language}: ${plain(source)})` : "", from ?? ""]
      .filter(Boolean)
      .join("\n");
  };
  const taken = (what) => {
    if (what === "brief") {
      const { heading } = document.querySelector(".pv-view").dataset;
      return [heading, ...[...all(".pv-claim")].map(plain)].filter(Boolean).join("\n");
    }
    return what === "english" ? english().join("\n\n") : cited(what);
  };
  const copy = async (button) => {
    const text = taken(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const box = document.createElement("textarea"); // where the browser has no clipboard for this page
      box.value = text;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
      button.focus();
    }
    const label = (button.dataset.label ??= button.textContent); // it may still say "Copied"
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = label), 1500);
  };
  const button = (label, data) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    Object.assign(made.dataset, data);
    return made;
  };
  const actions = (key) => {
    const row = document.createElement("p");
    row.className = "pv-actions";
    row.append(button("Copy with source", { copy: key }));
    const editable = document.querySelector("[data-editable] .pv-view[data-state=done]");
    if (editable && columnOf(key, "target")) {
      const state = corrected(key);
      if (state === "failed") row.append(button("Try again", { retry: key }));
      row.append(button("Edit", { edit: key }));
      if (state === "failed") row.append(button("Discard", { discard: key }));
      else if (columnOf(key, "target").classList.contains("pv-edited")) {
        row.append(button("Undo edit", { undo: key }));
      }
    }
    return row;
  };
  // Ask for a correction; return whether it was accepted.
  const edited = (key, text) =>
    document.dispatchEvent(new CustomEvent("pv-edit", { detail: { key, text }, cancelable: true }));
  // Where the selection in a sentence begins and ends, counted in characters.
  const selected = (node) => {
    const selection = getSelection();
    if (!node.contains(selection.anchorNode) || !node.contains(selection.focusNode)) return null;
    const found = selection.getRangeAt(0);
    const before = document.createRange();
    before.setStart(node, 0);
    before.setEnd(found.startContainer, found.startOffset);
    const start = before.toString().length;
    return [start, start + found.toString().length];
  };
  // Edit a sentence; in a new view, continue with the text and the selection of the edit in the old one.
  const edit = (key, from = null) => {
    const node = visible(sentences(key)).find((candidate) => side(candidate) === "target");
    if (!node) return;
    if (drafts.has(key) && !from) {
      node.focus();
      return;
    }
    const before = node.innerHTML;
    const about = node.getAttribute("aria-describedby");
    const text = plain(node);
    tell(null);
    node.textContent = from?.text ?? text;
    node.contentEditable = "plaintext-only";
    node.setAttribute("role", "textbox");
    node.setAttribute("aria-label", `English of sentence ${node.dataset.n}`);
    const marked = from?.selection && range(node, ...from.selection);
    if (!from || from.focused) {
      node.focus({ preventScroll: Boolean(from) });
      guide(node);
      getSelection().selectAllChildren(node);
      getSelection().collapseToEnd();
      if (marked) {
        getSelection().removeAllRanges();
        getSelection().addRange(marked);
      }
    }
    const leave = () => {
      drafts.delete(key);
      node.removeEventListener("keydown", keys);
      node.removeEventListener("blur", away);
    };
    const end = (save) => {
      const now = plain(node);
      const changed = save && now && now !== text;
      if (changed && !edited(key, now)) return; // refused: keep editing
      leave();
      ["contenteditable", "role", "aria-label", "aria-describedby"].forEach((name) => node.removeAttribute(name));
      tell(null);
      if (about) node.setAttribute("aria-describedby", about);
      node.innerHTML = before; // the page shows the correction until a new view contains it
      node.focus({ preventScroll: true });
    };
    const keys = (event) => {
      event.stopPropagation();
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      end(event.key === "Enter");
    };
    // A sentence also loses the focus when a new view replaces it; editing then continues in that view.
    const away = () => queueMicrotask(() => node.isConnected && node.isContentEditable && end(true));
    node.addEventListener("keydown", keys);
    node.addEventListener("blur", away);
    const [selection, focused] = [selected(node), document.activeElement === node];
    drafts.set(key, { key, node, text: node.textContent, selection, focused, leave, end });
  };
  const follow = () => {
    drafts.forEach((draft) => {
      if (!draft.node.isContentEditable) return;
      draft.text = draft.node.textContent;
      draft.selection = selected(draft.node) ?? draft.selection;
      draft.focused = document.activeElement === draft.node;
    });
  };
  for (const event of ["input", "selectionchange"]) document.addEventListener(event, follow);

  // A new view shows either another article, in which nothing has been chosen yet, or the same one, in which an
  // edit continues and an open note stays open. The page may rewrite the elements of the old view or replace them.
  const renew = () => {
    const view = document.querySelector(".pv-view");
    const now = [view, view?.dataset.drawn];
    if (now.every((part, i) => part === drawn[i])) return;
    drawn = now;
    if (view && view.dataset.article !== article) {
      article = view.dataset.article;
      at = checked = chosen = null;
      [current, opened] = [{}, {}];
      drafts.forEach(({ leave }) => leave());
      tell(null);
    }
    const touched = [...drafts.values()].filter(({ node }) => !node.isConnected || !node.isContentEditable);
    if (drafts.size && !touched.length) return;
    if (view) touched.forEach(({ leave }) => leave());
    if (touched.length && view?.dataset.state === "done") touched.forEach((draft) => edit(draft.key, draft));
    else if (told) tellAgain();
  };

  // The list of keyboard shortcuts, on request.
  const KEYS = [
    ["n, p", "next or previous mark: differences first, then sentences to check"],
    ["o", "change which texts are shown"],
    ["↑ ↓ ← →", "move between sentences, and between columns"],
    ["Shift ← →", "move between words"],
    ["Enter", "show the actions for a sentence"],
    ["Ctrl Enter", "translate and brief"],
    ["Esc", "close a note, or clear the selection"],
    ["?", "show this list"],
  ];
  const help = () => {
    const dialog = document.createElement("dialog");
    dialog.className = "pv pv-help";
    dialog.setAttribute("aria-label", "Keyboard shortcuts");
    dialog.setAttribute("closedby", "any"); // a click beside it closes it too
    const heading = document.createElement("h2");
    heading.textContent = "Keyboard shortcuts";
    const list = document.createElement("dl");
    KEYS.forEach(([key, what]) => {
      const [term, meaning] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = key;
      meaning.textContent = what;
      list.append(term, meaning);
    });
    const close = button("Close", {});
    close.addEventListener("click", () => dialog.close());
    const before = document.activeElement;
    dialog.addEventListener("close", () => {
      dialog.remove();
      before?.focus?.({ preventScroll: true });
    });
    dialog.append(heading, list, close);
    document.body.append(dialog);
    dialog.showModal();
  };

  // If a sentence is hidden, show the versions that contain it.
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
    // The upper of the two: the English one if it is above its source.
    seen.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
    const node = seen.find((candidate) => side(candidate) === "target") ?? seen[0];
    seen[0]?.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    return node;
  };

  // From the brief to its evidence, and with Back to the brief: browsers keep the scroll position of each entry.
  const remember = () => {
    if (!history.state?.evidence) history.pushState({ ...history.state, evidence: true }, "");
  };

  const keysToCheck = () => [...all(".pv-notes [data-check]")].map((note) => note.dataset.note);
  const toCheck = (key, keys) => `To check: ${keys.indexOf(key) + 1} of ${keys.length}`;
  const sayAt = (text) => all(".pv-at").forEach((node) => (node.textContent = text));
  // Step through the marks: the firm differences, then the other sentences to check.
  const marks = () => {
    const points = [...all(".pv-differences .pv-point")].filter((node) => !node.closest('[data-fold="weak"]'));
    const within = new Set(points.flatMap(evidence));
    const checks = keysToCheck();
    const rest = checks.filter((key) => !within.has(key));
    return [
      ...points.map((node, i) => ({
        id: named(node), point: node, key: evidence(node)[0], says: `${i + 1} of ${points.length}: ${plain(node)}`,
      })),
      ...rest.map((key) => ({ id: key, key, says: toCheck(key, checks) })),
    ];
  };
  const stepMark = (by) => {
    const found = marks();
    if (!found.length) {
      if (document.querySelector(".pv-view").dataset.state === "done") say("Nothing to check.");
      return;
    }
    const now = found.findIndex((candidate) => candidate.id === at);
    const next = found[now < 0 ? (by > 0 ? 0 : found.length - 1) : (now + by + found.length) % found.length];
    at = next.id;
    chosen = next.point ? next.id : null;
    lit = [];
    paint();
    bring(next.key)?.focus({ preventScroll: true });
    sayAt(next.says);
  };
  // Say which mark the reader came to without stepping; with none of them, say nothing.
  const reach = (id) => {
    const mark = marks().find((one) => one.id === id);
    at = mark?.id ?? at;
    sayAt(mark?.says ?? "");
  };
  // After sentences were shown or hidden: a note goes with its sentence.
  const repaint = () => {
    paint();
    if (told) place(told);
  };
  const showOriginal = () => {
    const choices = [...all(".pv-versions button")];
    if (choices.length) {
      const now = choices.findIndex((node) => node.getAttribute("aria-pressed") === "true");
      versions = choices[(now + 1) % choices.length].dataset.versions;
    } else {
      shown = shown === "target" ? "both" : "target";
    }
    repaint();
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

  document.addEventListener("mouseover", (event) => {
    pointer = `${event.screenX} ${event.screenY}`;
    light(event.target);
  });
  document.addEventListener("mousemove", pointed);
  document.addEventListener("mouseleave", () => light(null));
  document.addEventListener("focusout", () => {
    link(null, null);
    if (!pinned) light(null);
  });
  document.addEventListener("focusin", (event) => {
    const sentence = near(event.target, ".pv-view [data-segment]");
    if (sentence) {
      current = { ...current, [column(sentence)]: sentence.dataset.segment };
      lit = linked([sentence.dataset.segment]);
      if (sentence.isContentEditable) guide(sentence);
      else if (sentence !== told) tell(sentence);
      paint();
    } else if (event.target.matches(":focus-visible")) {
      light(event.target);
    }
  });
  const SHORTCUTS = { n: () => stepMark(1), p: () => stepMark(-1), o: showOriginal, "?": help };
  document.addEventListener("keydown", (event) => {
    const sentence = near(event.target, ".pv-view [data-segment]");
    const typing = near(event.target, "input:not([type=radio], [type=checkbox]), textarea, select, dialog, [contenteditable]");
    if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && SHORTCUTS[event.key]) {
      if (!document.querySelector(".pv-view")) return;
      event.preventDefault();
      SHORTCUTS[event.key]();
    } else if (sentence && event.key === "Enter") {
      event.preventDefault(); // or the button that gets the focus would be pressed
      tell(sentence, true);
      tip.querySelector("button")?.focus({ preventScroll: true });
    } else if (event.key === "Escape" && pinned) {
      const from = told;
      tell(null);
      from?.focus({ preventScroll: true });
    } else if (event.key === "Escape" && !tip.hidden) {
      tell(null);
      dismissed = pointer;
    } else if (event.key === "Escape" && chosen !== null) {
      chosen = null;
      reach(null);
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
    const taking = near(event.target, "[data-copy]");
    const editing = near(event.target, "[data-edit]");
    const undoing = near(event.target, "[data-undo]");
    const ending = near(event.target, ".pv-tip [data-end]");
    const stepper = near(event.target, ".pv-view [data-step]");
    const explained = near(event.target, ".pv-view .pv-note [title]");
    if (near(event.target, ".pv-tip :is([data-retry], [data-discard])")) {
      const from = told;
      tell(null); // the page's own script does it
      from?.focus({ preventScroll: true });
    }
    if (taking) copy(taking);
    else if (explained) say(explained.title); // a finger cannot hover
    else if (ending) drafts.get(toldOf[0])?.end(ending.dataset.end === "save");
    else if (editing) edit(editing.dataset.edit);
    else if (undoing) {
      const from = told;
      tell(null);
      from?.focus({ preventScroll: true });
      edited(undoing.dataset.undo, "");
    } else if (stepper) stepMark(Number(stepper.dataset.step));
    else if (near(event.target, ".pv-view [data-keys]")) help();
    else if (claim) {
      chosen = chosen === named(claim) ? null : named(claim);
      reach(chosen);
      lit = [];
      paint();
      if (chosen === null) return;
      remember();
      bring(evidence(claim)[0]);
    } else if (jump) {
      event.preventDefault();
      remember();
      bring(jump.dataset.jump)?.focus({ preventScroll: true });
    } else if (toggle) {
      shown = toggle.dataset.show;
      repaint();
    } else if (choice) {
      versions = choice.dataset.versions;
      repaint();
    } else if (next) {
      const keys = keysToCheck();
      checked = at = keys[(keys.indexOf(checked) + 1) % keys.length];
      chosen = null;
      sayAt(toCheck(checked, keys));
      bring(checked)?.focus({ preventScroll: true });
    } else if (sentenceOf(event.target) && !getSelection().toString()) {
      const sentence = sentenceOf(event.target);
      if (sentence.isContentEditable) return;
      if (!sentence.matches(".pv-chosen")) {
        chosen = null;
        reach(sentence.dataset.segment);
        paint();
      }
      sentence.focus({ preventScroll: true });
      tell(sentence, true);
    } else if (fold) {
      opened = { ...opened, [fold.dataset.fold]: !fold.open };
    }
  });

  addEventListener("resize", repaint);
  // The place of a note depends on what is in the window.
  addEventListener("scrollend", () => told && place(told));
  // The note comes last in the document: the Tab key goes from its ends back to the sentence.
  tip.addEventListener("keydown", (event) => {
    const buttons = [...tip.querySelectorAll("button")];
    const end = event.shiftKey ? buttons[0] : buttons[buttons.length - 1];
    if (event.key !== "Tab" || event.target !== end) return;
    const from = told;
    tell(null);
    from?.focus({ preventScroll: true });
    if (event.shiftKey) event.preventDefault();
  });
  // A button that ends an edit does not take the focus first, which would save it.
  document.addEventListener("mousedown", (event) => near(event.target, ".pv-tip [data-end]") && event.preventDefault());
  document.addEventListener("pointerdown", (event) => {
    if (pinned && !near(event.target, ".pv-tip")) tell(null);
  });

  renew();
  const observer = new MutationObserver((changes) => {
    renew();
    if (changes.some(({ target }) => near(target, ".pv-view") || target.querySelector?.(".pv-view"))) paint();
  });
  observer.observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: ["class", "aria-pressed", "data-show", "data-versions", "open", "tabindex", "data-drawn"],
  });
})();
