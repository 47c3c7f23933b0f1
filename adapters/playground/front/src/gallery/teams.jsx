// One message or form as Teams shows it: a card in a message, or in a dialog that stays where it is.

import { Avatar } from "../shell/avatar.jsx";
import { Card } from "../teams/card.jsx";

const NOBODY = [];
const nothing = async () => {};

export function TeamsDrawing({ drawing, zone }) {
  const { payload } = drawing;
  const shown = (card) => <Card payload={card} people={NOBODY} zone={zone} own="" press={nothing} />;
  if (!drawing.form) {
    return (
      <div class="tm-post">
        <div class="tm-side">
          <Avatar name="Instep" app />
        </div>
        <div class="tm-main">
          <p class="tm-head">
            <b>Instep</b>
          </p>
          {(payload.attachments || []).map(({ content }, number) => (
            <div key={number}>{shown(content)}</div>
          ))}
        </div>
      </div>
    );
  }
  return (
    <div class="dialog">
      <div class="dialog-head">
        <h2 dir="auto">{payload.value.title}</h2>
      </div>
      <div class="dialog-body">{shown(payload.value.card.content)}</div>
    </div>
  );
}
