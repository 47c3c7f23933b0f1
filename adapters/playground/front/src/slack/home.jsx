// Instep's Home, as its person sees it.

import { useState } from "preact/hooks";
import { Blocks } from "./blocks.jsx";

/** `refused` says why this person has none. */
export function Home({ view, refused, look, choices, press }) {
  const [typed, setTyped] = useState({});
  if (refused) return <p class="empty">{refused}</p>;
  if (!view) return <p class="empty">Instep is preparing your Home…</p>;
  const surface = {
    look,
    choices,
    press: (block, element, value) => press({ surface: "home", block, element, value }),
    valueOf: (block, element) => typed[`${block.block_id}/${element.action_id}`],
    change: (block, element, value) => setTyped({ ...typed, [`${block.block_id}/${element.action_id}`]: value }),
  };
  return (
    <div class="home-view" data-test="home" tabIndex={0} role="region" aria-label="Home of Instep">
      <Blocks blocks={view.blocks} surface={surface} />
    </div>
  );
}
