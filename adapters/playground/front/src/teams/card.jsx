// An Adaptive Card: drawn again only when it has changed, with what was typed into it kept.

import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { drawCard } from "./renderer.js";

/**
 * `press({at, inputs})` does what a button asks for; until it has, the card takes no other press. `people`, `zone` and
 * `own` are as `drawCard` has them, `search` is its `onSearch`. `first`: the id of the input that a dialog around it is to give focus. `draft`: a Map
 * and a key, where what is typed waits while the card is not drawn.
 */
export function Card({ payload, people, zone, own, press, search, first, draft }) {
  const place = useRef();
  const shown = useRef(null);
  const asked = useRef(false);
  const latest = useRef(press);
  latest.current = press;
  const asking = useRef(search);
  asking.current = search;
  const [trouble, setTrouble] = useState("");
  const text = useMemo(() => JSON.stringify(payload), [payload]);

  async function act({ at, inputs, button }) {
    if (asked.current) return;
    asked.current = true;
    place.current.setAttribute("aria-busy", "true");
    button?.classList.add("tm-asked");
    try {
      await latest.current({ at, inputs });
    } finally {
      asked.current = false;
      button?.classList.remove("tm-asked");
      place.current?.removeAttribute("aria-busy");
    }
  }

  useLayoutEffect(() => {
    const focused = placeOf(place.current);
    const typed = shown.current?.changed() || draft?.map.get(draft.key) || {};
    try {
      const onSearch = async (input, words) => asking.current?.(input, words) ?? [];
      shown.current = drawCard(payload, { zone, own, people, typed, onAction: act, onSearch });
    } catch (error) {
      shown.current = null;
      place.current.replaceChildren();
      setTrouble(error.message);
      return;
    }
    setTrouble("");
    place.current.replaceChildren(shown.current.node);
    if (first) place.current.querySelector(fieldOf(first))?.setAttribute("data-autofocus", "");
    if (focused) (place.current.querySelector(focused) || place.current).focus();
  }, [text, zone, own, people]);

  useLayoutEffect(() => () => draft && shown.current && draft.map.set(draft.key, shown.current.changed()), [draft?.key]);

  return (
    <>
      <div class="tm-card" ref={place} tabIndex={-1} hidden={Boolean(trouble)} dir={payload.rtl ? "rtl" : undefined} />
      {trouble && <Undrawn text={text} why={trouble} />}
    </>
  );
}

/** Stands in for a card that no renderer can draw. */
function Undrawn({ text, why }) {
  return (
    <div class="tm-undrawn" data-test="undrawn">
      <p>
        <b>This card cannot be drawn.</b> <span dir="auto">{why}</span>
      </p>
      <pre tabIndex={0}>{JSON.stringify(JSON.parse(text), null, 2)}</pre>
    </div>
  );
}

/** A selector of what has focus in a card, to give focus to its successor; "" if focus is elsewhere. */
function placeOf(box) {
  const active = document.activeElement;
  if (!box.contains(active) || active === box) return "";
  const at = active.closest("[data-at]")?.dataset.at;
  if (at) return `[data-at="${at}"]`;
  const input = active.closest("[data-input]");
  return input ? fieldOf(input.dataset.input) : ".tm-card";
}

/** What takes the focus of an input: itself, or the first of its boxes. */
function fieldOf(id) {
  const name = `[data-input="${CSS.escape(id)}"]`;
  return `${name}:is(input, select, textarea), ${name} input`;
}
