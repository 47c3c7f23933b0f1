// The tour: the steps that the world offers, one at a time. Nothing where it offers none.

import { post } from "../api.js";
import { useStore } from "../store.js";

const PLATFORMS = { slack: "Slack", teams: "Teams" };

/** Where a step happens; channels have a # on Slack alone. */
function whereOf(step) {
  if (!step.where) return "the direct chat with Instep";
  return step.platform === "slack" ? `#${step.where}` : step.where;
}

/** A text whose names of buttons stand between asterisks. */
function marked(text) {
  return text.split("*").map((part, place) => (place % 2 ? <b key={place}>{part}</b> : part));
}

export function Tour({ store }) {
  const [world, open, picked] = useStore(store, (state) => [state.world, state.tourOpen, state.picked]);
  const steps = world.tour || [];
  if (!steps.length) return null;
  const number = steps.findIndex((step) => !step.done);
  const step = steps[number];
  const person = step && world.people.find((each) => each.key === step.as);
  const ask = (action) => store.trying(() => post("/api/tour", { action }));

  if (!open) {
    return (
      <aside class="tour tour-closed" data-test="tour" aria-label="Tour">
        <button type="button" class="link" onClick={() => store.set({ tourOpen: true })}>
          Take the tour of five minutes
        </button>
      </aside>
    );
  }
  return (
    <aside class="tour" data-test="tour" aria-label="Tour">
      <p class="tour-count">{step ? `Step ${number + 1} of ${steps.length}` : "The tour is done"}</p>
      <div class="tour-text" aria-live="polite">
        <h2 dir="auto">{step ? step.title : "That was the tour"}</h2>
        <p dir="auto">{step ? step.text : "Everything stays as it is: go on trying, or start the tour again."}</p>
        {step && (
          <p class="tour-do" dir="auto">
            <b>{PLATFORMS[step.platform]}</b>, {whereOf(step)}: {marked(step.do)}
          </p>
        )}
      </div>
      <div class="tour-buttons">
        {person && picked !== person.key && (
          <button type="button" class="button primary" data-test="tour-be" onClick={() => store.pick(person.key)}>
            Be {person.name}
          </button>
        )}
        {steps.some((each) => each.done) && (
          <button type="button" class="button" data-test="tour-again" onClick={() => ask("reset")}>
            Start again
          </button>
        )}
        <button
          type="button"
          class="button"
          data-test="tour-leave"
          onClick={() => {
            store.set({ tourOpen: false });
            ask("leave");
          }}
        >
          Leave
        </button>
      </div>
    </aside>
  );
}
