// The page around the reading view: fold the form, keep briefings, send requests to the server.
(() => {
  if (window.passerellePage) return;
  const root = document.documentElement;
  const near = (node, selector) => (node instanceof Element ? node.closest(selector) : null);
  const one = (selector) => document.querySelector(selector);
  const press = (selector) => one(selector)?.click();
  const { briefings, today } = window.passerelleStore;
  const { passerelleUnfinished: unfinished, passerelleCorrections: corrections } = window;

  // Today's briefings.
  const LATER = "passerelle-later"; // remembers that the visitor does not want better models now
  const MAX_KEPT = 60;
  const all = async () => (await briefings.all()).sort((a, b) => b.at - a.at);
  let saved = Promise.resolve(); // resolves when all briefings received so far are in the database
  const ofToday = () => saved.then(all).then((found) => found.filter(({ day }) => day === today()));
  const read = (id) => saved.then(() => briefings.read(id));

  let message = null; // the next request to the server
  let restored = null; // the kept briefing that is shown
  const came = new Set(); // ids of the briefings received
  let comparing = false; // whether the visitor is waiting for the original
  let asked = false; // whether the visitor is waiting for a result, which then takes the focus
  // The server has the briefing that was shown last: name the article that is meant.
  const act = (what) => {
    one("#queue .pv-remark")?.remove(); // it was about an earlier request
    message = { ...what, article: one("#reading .pv-view")?.dataset.article };
    press("#act");
  };
  try {
    if (localStorage.getItem(LATER)) root.classList.add("pv-later");
  } catch {} // a private window may have none
  const shownId = () => history.state?.kept ?? null;
  // The state of the result that the page opens with: due, coming, or over. It is dropped once the visitor begins
  // something else.
  let opening = "due";
  const begin = () => {
    if (opening === "over") return;
    root.classList.add("pv-open");
    label();
    if (opening === "coming") act({ do: "own" });
    opening = "over";
  };

  window.passerellePage = {
    message: () => JSON.stringify(message),
    // The briefing shown before the page was reloaded, or how many others today's list has.
    arrival: async () => {
      const found = shownId() ? await read(shownId()) : null;
      const [left] = await Promise.all([unfinished.load(), corrections.load()]);
      const listed = found ? 0 : (await ofToday()).length || Number(left);
      if (opening === "over" || asked) return JSON.stringify({ own: true });
      opening = listed ? "over" : "coming";
      restored = found?.id ?? null;
      if (listed) write("#article textarea", "");
      return JSON.stringify(found ? { kept: found.kept } : { today: listed });
    },
    // A correction or another action was not accepted.
    refused: () => {
      correcting = false;
      corrections.fail();
      label();
    },
    // The server is done with a request, which it may have found not to be meant for its article.
    answered: () => {
      if (message?.do === "edit") correcting = false;
      settle();
    },
    // One briefing, or all of a queue, of which only those that did not come before are saved.
    keep: (text) => {
      const given = text ? JSON.parse(text) : [];
      const again = Array.isArray(given);
      for (const kept of again ? given.filter(({ id }) => !came.has(id)) : [given]) {
        came.add(kept.id);
        if (!again && !kept.quiet) {
          offered = kept.id;
          shown(); // its view and its files come with it
        }
        saved = saved.then(() => save(again ? { ...kept, quiet: true } : kept)).catch(() => {});
      }
    },
  };
  // One after the other, so that none is missing when it is opened or listed.
  const save = async (kept) => {
    const { id, title, language } = kept;
    const entry = { id, title, language, kept, day: today(), at: Date.now() };
    await briefings.change((store) => {
      const before = store.get(id);
      before.onsuccess = () => store.put(restored === id && before.result ? { ...entry, at: before.result.at } : entry);
    });
    const rest = await all();
    await Promise.all(
      rest.filter((found, i) => i >= MAX_KEPT || found.day !== today()).map((found) => briefings.forget(found.id)),
    );
    if (!kept.quiet && shownId() !== id) history[shownId() ? "pushState" : "replaceState"]({ kept: id }, "");
    if (restored === id) restored = null;
    list();
  };

  const open = async (id) => {
    const found = await read(id);
    if (!found) return list();
    root.classList.toggle("pv-queue-folded", Boolean(one(".pv-queue")));
    expect(id);
    restored = id;
    if (shownId() !== id) history.pushState({ kept: id }, "");
    root.classList.remove("pv-open", "pv-listing");
    asked = true;
    act({ do: "restore", kept: found.kept });
  };
  addEventListener("popstate", (event) => {
    const { kept } = event.state ?? {};
    const isShown = kept === offered && !coming && one('#reading .pv-view[data-state="done"]');
    if (kept && !isShown) open(kept); // otherwise, back from the evidence to the brief
  });

  // A briefing that is removed from the list can be put back until the page is left.
  const removed = new Map();
  const remove = async (id) => {
    const entry = await read(id);
    if (entry) removed.set(id, entry);
    await briefings.forget(id);
    await list();
    one(`#today [data-unforget="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
  };
  const putBack = async (id) => {
    const entry = removed.get(id);
    removed.delete(id);
    if (entry) await briefings.put(entry);
    await list();
    one(`#today [data-kept="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
  };

  // Mark the briefing that is shown in the lists.
  const point = () => {
    document.querySelectorAll("[data-kept]").forEach((button) => {
      if (button.dataset.kept === shownId()) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
  };

  // The list of today's briefings, above the form and at the folded line.
  const list = async () => {
    const place = one("#today .pv-today");
    if (!place) return;
    const found = await ofToday();
    listed = found.length;
    label();
    const ids = new Set(found.map(({ id }) => id));
    const gone = [...removed.values()].filter(({ id, day }) => day === today() && !ids.has(id));
    const rows = [...found, ...gone].sort((a, b) => b.at - a.at).map((entry) => {
      const row = document.createElement("li");
      const button = (text, name, says) => {
        const made = document.createElement("button");
        made.type = "button";
        made.textContent = text;
        made.dataset[name] = entry.id;
        if (says) made.setAttribute("aria-label", says);
        return made;
      };
      const about = document.createElement("span");
      if (ids.has(entry.id)) {
        const at = new Date(entry.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
        about.textContent = `${entry.language}, ${at}`;
        row.append(button(entry.title, "kept"), about, button("×", "forget", `Remove ${entry.title}`));
      } else {
        about.textContent = `Removed: ${entry.title}`;
        row.append(about, button("Undo", "unforget", `Undo: keep ${entry.title}`));
      }
      return row;
    });
    place.hidden = rows.length === 0;
    place.querySelector("ul").replaceChildren(...rows);
    point();
  };

  // Another window may have added to it, and a page left open overnight begins a new day.
  document.addEventListener("visibilitychange", () => document.hidden || list());

  // The form is folded while there is a result, unless the visitor wants it.
  const write = (selector, text) => {
    const box = one(selector);
    if (!box) return;
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  // The language chosen for the article that is shown is not meant for the next one. In an open form, it may have
  // been chosen for the next one already.
  const isFolded = () => !one("#form")?.offsetParent;
  const automatic = () => one(".pv-language input")?.click();
  const unfold = (text) => {
    if (text === "" || (text && isFolded())) automatic();
    if (text) begin();
    root.classList.add("pv-open");
    root.classList.remove("pv-saving", "pv-listing");
    label();
    scrollTo(0, 0);
    if (text !== undefined) write("#article textarea", text);
    one("#article textarea")?.focus({ preventScroll: true });
  };
  // Back to the result.
  const fold = () => {
    root.classList.remove("pv-open", "pv-saving", "pv-listing");
    label();
    one("#reading")?.focus({ preventScroll: true });
  };
  // What the folded line's own buttons say and show: the line is redrawn with every result.
  const PANELS = ["pv-saving", "pv-listing"]; // below the line, one at a time
  const SHOWN = { change: "pv-open", save: "pv-saving", today: "pv-listing" };
  let listed = 0; // how many briefings today's list has
  let correcting = false; // whether a correction was sent that the server has not acknowledged yet
  let offered = null; // the briefing whose files the page offers
  let coming = 0; // the timer of a briefing that was opened and has not been shown yet
  const arrived = () => (coming = clearTimeout(coming) ?? 0);
  const shown = () => {
    arrived();
    label();
  };
  const expect = (id) => {
    arrived();
    // Or it cannot be shown.
    if (id !== offered) coming = setTimeout(shown, 10_000);
    label();
  };
  const label = () => {
    const others = one('#line [data-page="today"]');
    const unlisted = listed < (one("#reading .pv-view[data-state=done]") ? 2 : 1); // the result is one of them
    const counted = `Today (${listed})`;
    if (others && others.hidden !== unlisted) others.hidden = unlisted;
    if (others && others.textContent !== counted) others.textContent = counted;
    // Until a correction is applied, the files still lack it; until a briefing is shown, they are of another one.
    const applying = correcting || Boolean(coming) || Boolean(one("#line .pv-applying"));
    if (root.classList.contains("pv-applying") !== applying) root.classList.toggle("pv-applying", applying);
    const save = one('#line [data-page="save"]');
    if (save && save.disabled !== applying) save.disabled = applying;
    const list = one('.pv-queue [data-page="queue"]');
    const folded = root.classList.contains("pv-queue-folded");
    if (list && list.getAttribute("aria-expanded") !== String(!folded)) {
      list.setAttribute("aria-expanded", String(!folded));
      list.textContent = folded ? "Show the list" : "Hide the list";
    }
    point();
    Object.entries(SHOWN).forEach(([name, mark]) => {
      const button = one(`#line [data-page="${name}"]`);
      const on = String(root.classList.contains(mark));
      if (button && button.getAttribute("aria-expanded") !== on) button.setAttribute("aria-expanded", on);
      if (button && name === "change") {
        const says = on === "true" ? "Back to the result" : "Change";
        if (button.textContent !== says) button.textContent = says;
      }
    });
  };
  const { say, said } = window.passerelleView;
  const BUSY = "Still working. Stop it first, or wait until it is done.";
  // Anything that briefs again would end the articles that are still being worked on.
  const busy = () => {
    const working = Boolean(one("#brief")?.disabled);
    if (working) say(BUSY);
    return working;
  };
  // A busy browser can lose the change that offers the files: ask for them again.
  const offer = () => {
    const missing = one("#saves button[disabled]") && one('#reading .pv-view[data-state="done"]');
    if (missing && !correcting && root.classList.contains("pv-saving")) act({ do: "files" });
  };
  const toggle = (name) => {
    const open = !root.classList.contains(name);
    if (PANELS.includes(name)) root.classList.remove(...PANELS);
    root.classList.toggle(name, open);
    label();
    list();
  };
  const paste = (box) => {
    const field = document.createElement("textarea");
    field.setAttribute("aria-label", "The original: its text or its address");
    field.placeholder = "Paste its text or its address";
    field.rows = 4;
    const go = document.createElement("button");
    go.type = "button";
    go.textContent = "Compare";
    go.addEventListener("click", () => {
      if (field.value.trim()) began({ do: "compare", text: field.value });
    });
    box.replaceChildren(field, go, box.querySelector("[data-page=copy]"));
    field.focus();
  };
  const began = (what) => {
    if (busy()) return;
    unfinished.begin({ shown: shownId(), request: what });
    asked = true;
    comparing = true;
    act(what);
  };
  const DOES = {
    change: () => (root.classList.contains("pv-open") ? fold() : unfold()),
    skip: () => one("#reading")?.focus(),
    new: () => unfold(""),
    save: () => {
      toggle("pv-saving");
      offer();
    },
    today: () => toggle("pv-listing"),
    queue: () => toggle("pv-queue-folded"),
    print: () => print(),
    stop: () => press("#stop"),
    delete: () => press("#remove-model"),
    keep: (button) => {
      button.closest(".pv-remark").remove();
      one("#remove-model")?.focus();
    },
    fetch: () => began({ do: "fetch" }),
    always: () => began({ do: "always" }),
    paste: (button) => paste(button.parentElement),
    copy: () => busy() || one("#saved-copy")?.click(),
    again: (button) => {
      if (busy()) return;
      button.closest(".pv-offer").remove();
      asked = true;
      root.classList.remove("pv-open");
      press("#brief");
    },
    close: (button) => {
      button.closest(".pv-offer, .pv-queue").remove();
      one("#reading")?.focus({ preventScroll: true });
    },
    "stop-model": () => press("#stop-better"),
    later: () => {
      root.classList.add("pv-later");
      try {
        localStorage.setItem(LATER, "1");
      } catch {} // the offer is shown again at the next visit
      one("#reading")?.focus({ preventScroll: true });
    },
  };
  document.addEventListener("click", (event) => {
    const button = near(event.target, "[data-page]");
    const kept = near(event.target, "[data-kept]");
    const drop = near(event.target, "[data-forget]");
    const better = near(event.target, "[data-better]");
    const [back, resumed, abandoned, retried, discarded] = ["unforget", "resume", "abandon", "retry", "discard"].map(
      (name) => near(event.target, `[data-${name}]`),
    );
    if (button?.matches("a")) event.preventDefault(); // it must not add an entry to the history
    if (button) DOES[button.dataset.page]?.(button);
    else if (kept) open(kept.dataset.kept);
    else if (better) {
      message = { model: better.dataset.better };
      press("#better");
    } else if (drop) remove(drop.dataset.forget);
    else if (back) putBack(back.dataset.unforget);
    else if (resumed) resume(resumed.dataset.resume);
    else if (abandoned) unfinished.take(abandoned.dataset.abandon);
    else if (retried) correct(corrections.of(retried.dataset.retry.split(" ")));
    else if (discarded) corrections.drop(discarded.dataset.discard.split(" "));
    else if (near(event.target, "#drop-glossary")) given.glossary = false;
    else if (near(event.target, "#brief, .pv-example")) {
      const example = near(event.target, ".pv-example")?.textContent;
      unfinished.begin(example ? { articles: [example], example } : written());
      asked = true;
      root.classList.remove("pv-open");
    }
  });
  // Files and addresses that are dropped or pasted anywhere.
  const hand = (name, files) => {
    const field = one(`${name} input[type=file]`) ?? one(name)?.parentElement.querySelector("input[type=file]");
    if (!field || !files.length) return;
    const list = new DataTransfer();
    [...files].forEach((file) => list.items.add(file));
    field.files = list.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const give = (files) => {
    if (isFolded()) automatic();
    hand("#open", files);
  };
  // Files that are chosen: the button comes just after its file field.
  document.addEventListener("change", ({ target }) => {
    const [place, files] = [target.nextElementSibling?.id, [...(target.files ?? [])]];
    if (place === "open-original") given.original = true;
    if (place === "open-glossary") given.glossary = true;
    if (!["open", "saved-copy"].includes(place) || !files.length) return;
    const articles = files.map(({ name }) => name);
    unfinished.begin(place === "open" ? { ...written(), articles, files } : { shown: shownId(), copy: files });
    asked = true;
    root.classList.remove("pv-open");
  }, true);
  // What the form asks for. Files that were read already cannot be given again after a reload.
  const given = { glossary: false, original: false };
  const written = () => {
    const text = one("#article textarea").value;
    const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
    const several = lines.length > 1 && lines.every((line) => /^\S+\.\S+$/.test(line));
    const lacks = Object.keys(given).filter((name) => given[name]).map((name) => `the ${name}`);
    return {
      articles: several ? lines : [text.trim()],
      text,
      several,
      language: one(".pv-language input:checked")?.value ?? "",
      original: given.original ? "" : one(".pv-original textarea")?.value ?? "",
      lacks: lacks.join(" and "),
    };
  };
  // Begin again what a reload ended.
  const resume = (id) => {
    if (busy()) return;
    const left = unfinished.take(id);
    if (!left) return;
    if (left.request) began(left.request);
    else if (left.copy) hand("#saved-copy", left.copy);
    else if (left.example) [...document.querySelectorAll(".pv-example")].find((b) => b.textContent === left.example)?.click();
    else {
      begin();
      one(`.pv-language input[value="${CSS.escape(left.language)}"]`)?.click();
      if (left.original) write(".pv-original textarea", left.original);
      if (left.files) hand("#open", left.files);
      else {
        write("#article textarea", left.several ? left.articles.join("\n") : left.text);
        setTimeout(() => press("#brief")); // once Gradio has taken the text
      }
    }
  };
  const typing = (node) => near(node, "input, textarea, [contenteditable]");
  document.addEventListener("input", ({ target, isTrusted }) => isTrusted && near(target, "#form") && begin(), true);
  document.addEventListener("focusin", ({ target }) => {
    if (near(target, "#article") && !root.classList.contains("pv-open")) begin();
  });
  document.addEventListener("dragover", (event) => {
    if (!typing(event.target)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length) {
      event.preventDefault();
      give(event.dataTransfer.files);
    } else if (!typing(event.target)) {
      event.preventDefault();
      const text = event.dataTransfer.getData("text/plain");
      if (text) unfold(text);
    }
  });
  document.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length) {
      event.preventDefault();
      give(event.clipboardData.files);
    } else if (!typing(event.target)) {
      const text = event.clipboardData.getData("text/plain");
      if (text.trim()) unfold(text);
    }
  });
  // One request after the other, since a newer one would end the work on an older one.
  const send = () => {
    if (correcting || one("#line .pv-applying") || one("#brief")?.disabled) return;
    const edits = corrections.take();
    if (!edits.length) return;
    correcting = true;
    label();
    act({ do: "edit", edits });
  };
  const correct = (wanted) => {
    if (busy()) return false;
    corrections.begin(wanted);
    send();
    return true;
  };
  document.addEventListener("pv-edit", (event) => {
    if (!correct([[event.detail.key, event.detail.text]])) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && near(event.target, "#line, #saves, #today")) {
      const opener = one(`#line [aria-expanded="true"]:not([data-page="change"])`);
      root.classList.remove(...PANELS);
      label();
      opener?.focus({ preventScroll: true });
    }
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!busy()) press("#brief");
  });

  // The result gets the focus when it appears. If the focused control is redrawn, disabled or removed, the focus
  // moves to the same control, to the first one in its place, or to the result.
  let focused = null; // where the focus was last: a place and, if it has a name, the control
  document.addEventListener("focusin", ({ target }) => {
    const place = near(target, "#reading, #offer, #left, #queue, #line, #today, #saves, #options, #models");
    const named = [...target.attributes].find(({ name }) => name === "id" || name.startsWith("data-"));
    focused = place && { place, control: named && `[${named.name}="${CSS.escape(named.value)}"]` };
  });
  document.addEventListener("pointerdown", () => (focused = null)); // a click outside any control clears it
  const CONTROLS = "a, button, input, textarea, summary, [tabindex]";
  const usable = (nodes) => [...nodes].find((node) => node.matches(CONTROLS) && node.checkVisibility() && !node.disabled);
  const refocus = (reading) => {
    const { place, control } = focused;
    const same = control && usable(place.querySelectorAll(control));
    (same ?? (place === reading ? null : usable(place.querySelectorAll("button"))) ?? reading).focus({ preventScroll: true });
  };
  // When the differences appear above the text, the sentence being read keeps its place.
  let held = null; // the first sentence in the window and its place, once the view has been scrolled
  let problem = ""; // the message that was shown last
  const hold = () => {
    const seen = (node) => node.getBoundingClientRect().top > 0 && node.offsetParent;
    const node = scrollY > 0 ? [...document.querySelectorAll("#reading .pv-s[id]")].find(seen) : null;
    held = node ? { id: node.id, top: node.getBoundingClientRect().top } : null;
  };
  for (const event of ["scroll", "click", "keyup", "resize"]) addEventListener(event, () => requestAnimationFrame(hold));
  const stay = () => {
    const node = held && document.getElementById(held.id);
    if (node?.offsetParent) scrollBy({ top: node.getBoundingClientRect().top - held.top, behavior: "instant" });
  };
  let drawn = []; // the view that was shown last, and the mark of its content
  const settle = () => {
    const reading = one("#reading");
    const view = reading?.querySelector(".pv-view, .pv-waiting");
    if (!reading) return;
    if (!reading.hasAttribute("tabindex")) {
      reading.tabIndex = -1;
      reading.setAttribute("role", "region");
      reading.setAttribute("aria-label", "Result");
      reading.dataset.editable = "";
      list();
    }
    const now = [view, view?.dataset.drawn];
    const renewed = now.some((part, i) => part !== drawn[i]);
    drawn = now;
    if (renewed || one("#line .pv-applying")) correcting = false;
    if (renewed) arrived();
    if (!one(".pv-queue")) root.classList.remove("pv-queue-folded");
    const done = view?.dataset.state === "done";
    const title = done && view.dataset.title ? `${view.dataset.title} · Passerelle` : "Passerelle";
    if (document.title !== title) document.title = title;
    if (done || asked) opening = "over";
    const trouble = reading.querySelector(".pv-trouble");
    if (view && asked) {
      asked = false;
      root.classList.remove("pv-open", "pv-saving", "pv-listing");
      scrollTo(0, 0);
      reading.focus({ preventScroll: true });
    } else {
      if (view && renewed) stay();
      if (trouble && trouble.textContent !== problem) trouble.scrollIntoView({ block: "nearest" }); // below the form
      if (document.activeElement === document.body && focused) refocus(reading);
    }
    problem = trouble?.textContent ?? "";
    if (comparing && renewed && (done || trouble)) {
      comparing = false;
      reading.querySelector(".pv-problem:not(.pv-ask)")?.scrollIntoView({ block: "center" }); // why there is none
    }
    // Offer better models for the languages of this article, or for all languages if there is no article.
    document.querySelectorAll("#offer [data-languages]").forEach((button) => {
      const reads = (code) => view?.querySelector(`.pv-version > .pv-row > [lang="${CSS.escape(code)}"]`);
      const hidden = Boolean(view?.querySelector(".pv-row > [lang]")) && !button.dataset.languages.split(" ").some(reads);
      if (button.hidden !== hidden) button.hidden = hidden;
    });
    const working = Boolean(one("#brief")?.disabled);
    if (said.textContent === BUSY && !working) said.textContent = "";
    const ended = Boolean(renewed && (done || trouble));
    if (ended) given.original = false;
    unfinished.settle(working, ended);
    corrections.settle(correcting || Boolean(one("#line .pv-applying")));
    send();
    label();
  };
  const OWN = ["data-drawn", "hidden", "disabled", "aria-expanded"]; // what is set on elements that are rewritten
  new MutationObserver(settle).observe(document, { subtree: true, childList: true, attributeFilter: OWN });
})();
