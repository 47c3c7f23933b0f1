// One message or form as Slack shows it: the playground's own blocks, in a message or a modal that stays where it is.

import { useMemo, useState } from "preact/hooks";
import { Avatar } from "../shell/avatar.jsx";
import { Blocks } from "../slack/blocks.jsx";
import { lookOf } from "../slack/look.jsx";

const WORLD = { apps: {}, channels: [], homes: {} };
const LONG_AGO = { now: "2000-01-01T00:00:00Z", zone: "UTC" };

export function SlackDrawing({ drawing, zone }) {
  const { payload, names } = drawing;
  const [values, setValues] = useState({});
  const look = useMemo(() => lookFrom(names, zone), [names, zone]);
  const place = (block, element) => `${block.block_id}/${element.action_id}`;
  const surface = {
    look,
    choices: (kind) => (kind === "users" ? peopleOf(names) : []),
    press: async () => true,
    valueOf: (block, element) => values[place(block, element)],
    change: (block, element, value) => setValues({ ...values, [place(block, element)]: value }),
  };
  const blocks = <Blocks blocks={payload.blocks} surface={surface} />;
  if (!drawing.form) {
    return (
      <div class="msg">
        <div class="msg-side">
          <Avatar name="Instep" app />
        </div>
        <div class="msg-main">
          <p class="msg-head">
            <b>Instep</b>
            <span class="badge">APP</span>
          </p>
          <div class="msg-body">{blocks}</div>
        </div>
      </div>
    );
  }
  return (
    <div class="dialog">
      <div class="dialog-head">
        <h2 dir="auto">{payload.title.text}</h2>
      </div>
      <div class="dialog-body modal-body">{blocks}</div>
      <div class="dialog-foot">
        <button type="button" class="button">
          {payload.close?.text || "Cancel"}
        </button>
        {payload.submit && (
          <button type="button" class="button primary">
            {payload.submit.text}
          </button>
        )}
      </div>
    </div>
  );
}

/** Names as the drawing has them; dates are never today's, so that a picture is the same on every day. */
function lookFrom(names, zone) {
  const people = new Map(Object.entries(names).map(([id, name]) => [id, { name, account: { home: "" } }]));
  const channels = Object.entries(names).map(([id, name]) => ({ id, name }));
  const store = { get: () => ({ world: WORLD, now: LONG_AGO, nowReceived: 0 }), peopleOf: () => people };
  return lookOf(store, { zone, account: { home: "" } }, () => channels);
}

const peopleOf = (names) => Object.entries(names).map(([value, label]) => ({ value, label }));
