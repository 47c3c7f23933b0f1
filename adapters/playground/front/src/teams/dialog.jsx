// What Teams opens over the pane: a dialog with a card, or the words that a bot answers in place of one.

import { useMemo, useState } from "preact/hooks";
import { ApiError } from "../api.js";
import { Dialog } from "../shell/dialog.jsx";
import { Card } from "./card.jsx";

/**
 * `shown` is `{dialog, people}` or `{said}`; `act(verb, values)` raises ApiError; `onAnswer(answer)` takes what a press
 * in it came to; `onClose` takes it away; `draft` as `Card` has it.
 */
export function Task({ shown, viewer, draft, act, onAnswer, onClose }) {
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const { dialog } = shown;
  const wrong = useMemo(() => (dialog && shown.again ? warnings(dialog.card) : []), [dialog]);

  if (!dialog) {
    return (
      <Dialog
        inPane
        title="Instep"
        onClose={onClose}
        footer={
          <button type="button" class="tm-button tm-button-strong" data-autofocus onClick={onClose}>
            Close
          </button>
        }
      >
        <p class="tm-said" role="status" data-test="said" dir="auto">
          {shown.said}
        </p>
      </Dialog>
    );
  }

  async function press({ at, inputs }) {
    setTrouble("");
    setBusy(true);
    try {
      onAnswer(await act("submit", { dialog: dialog.id, action: at, inputs }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setTrouble(error.message);
    } finally {
      setBusy(false);
    }
  }

  async function close() {
    onClose();
    try {
      await act("close", { dialog: dialog.id });
    } catch (error) {
      // One that the platform has closed already is closed.
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
    }
  }

  return (
    <Dialog inPane title={dialog.title} onClose={close} busy={busy}>
      {trouble && (
        <p class="tm-told tm-told-bad" role="alert" dir="auto">
          {trouble}
        </p>
      )}
      {wrong.length > 0 && (
        <p class="unseen" role="alert">
          {wrong.map(({ text }) => text).join(" ")}
        </p>
      )}
      <Card
        payload={dialog.card}
        people={shown.people}
        zone={viewer.zone}
        own={viewer.account.user}
        draft={draft}
        press={press}
        search={async (input, words) => (await act("search", { dialog: dialog.id, input, words })).found}
        first={wrong[0]?.input}
      />
    </Dialog>
  );
}

/**
 * What a card says in the colour of trouble, for those who only hear that a form came back: `{text, input}`, the input
 * being the one above it.
 */
function warnings(card) {
  const found = [];
  let input = "";
  const walk = (part) => {
    if (part === null || typeof part !== "object") return;
    if (String(part.type).startsWith("Input.")) input = part.id;
    else if (part.color === "Attention" && typeof part.text === "string") found.push({ text: plain(part), input });
    for (const [key, value] of Object.entries(part)) if (key !== "data") walk(value);
  };
  walk(card.body);
  return found;
}

/** A text without the marks that keep Markdown from reading it; runs have none. */
function plain({ type, text }) {
  return type === "TextBlock" ? text.replace(/\\([!-/:-@[-`{-~])/g, "$1").replaceAll("&amp;", "&") : text;
}
