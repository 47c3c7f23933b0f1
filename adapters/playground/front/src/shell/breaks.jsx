// Things to break, so that a sceptic sees what Instep makes of it.

import { post } from "../api.js";
import { useStore } from "../store.js";
import { Menu } from "./menu.jsx";

export function Breaks({ store }) {
  const breaks = useStore(store, (state) => state.world.breaks || []);
  const on = breaks.filter((each) => each.on).length;

  async function toggle(each) {
    const { slackOpen, world } = store.get();
    const isChannel = world.channels.some((channel) => channel.platform === "slack" && channel.id === slackOpen);
    const channel = each.id === "archive" && !each.on && isChannel ? slackOpen : "";
    const done = await store.trying(() => post("/api/breaks", { id: each.id, on: !each.on, ...(channel && { channel }) }));
    if (done === null) return;
    if (done?.said) store.say(done.said);
    await store.trying(store.refreshWorld);
  }

  return (
    <Menu
      label={on ? `Break things, ${on} broken now` : "Break things"}
      className={on ? "bar-button bar-broken" : "bar-button"}
      test="breaks"
      stay
      button={
        <>
          <span aria-hidden="true">⚡</span> <span class="wide-only">Break</span>
          {on > 0 && <span class="count">{on}</span>}
        </>
      }
      items={[
        { heading: "Break things; the receipts stay true" },
        ...breaks.map((each) => ({
          label: each.title,
          checked: each.on,
          test: `break-${each.id}`,
          onPick: () => toggle(each),
        })),
      ]}
    />
  );
}
