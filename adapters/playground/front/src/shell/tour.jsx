// The tour: the steps that the world offers, one at a time. Nothing where it offers none. It folds to one line, at
// phone width by itself as soon as somebody has begun with a step.

import { post } from "../api.js";
import { stepOf, useStore } from "../store.js";

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
  const [world, open, picked, folded] = useStore(store, (state) => [
    state.world,
    state.tourOpen,
    state.picked,
    state.tourFolded,
  ]);
  const steps = world.tour || [];
  if (!steps.length) return null;
  const step = stepOf(world);
  const person = step && world.people.find((each) => each.key === step.as);
  const ask = (action, id) => store.trying(() => post("/api/tour", { action, step: id }));
  const numberOf = (each) => steps.indexOf(each) + 1;
  const skipped = steps.filter((each) => each.skipped && !each.done);
  const missing = skipped.find((each) => each.id === step?.needs);
  const back = missing || skipped.at(-1);

  if (!open) {
    return (
      <aside class="tour tour-closed" data-test="tour" aria-label="Tour">
        <button type="button" class="link" onClick={() => store.set({ tourOpen: true })}>
          Take the tour of five minutes
        </button>
      </aside>
    );
  }
  const count = step ? `Step ${numberOf(step)} of ${steps.length}` : "The tour is done";
  const be = person && picked !== person.key && (
    <button type="button" class="button primary" data-test="tour-be" onClick={() => store.pick(person.key)}>
      Be {person.name}
    </button>
  );
  if (step && folded === step.id) {
    return (
      <aside class="tour tour-folded" data-test="tour" aria-label="Tour">
        <button
          type="button"
          class="tour-line"
          data-test="tour-unfold"
          aria-expanded="false"
          onClick={() => store.set({ tourFolded: "" })}
        >
          <span class="tour-count">
            <span class="unseen">Step </span>
            {numberOf(step)} of {steps.length}
          </span>
          <span class="tour-cut" dir="auto">
            {marked(step.do)}
          </span>
          <span aria-hidden="true">▾</span>
        </button>
        {be}
      </aside>
    );
  }
  return (
    <aside class="tour" data-test="tour" aria-label="Tour">
      <p class="tour-count">
        {count}
        {step && (
          <button
            type="button"
            class="link tour-fold"
            data-test="tour-fold"
            aria-expanded="true"
            onClick={() => store.set({ tourFolded: step.id })}
          >
            Fold<span class="unseen"> the tour to one line</span> <span aria-hidden="true">▴</span>
          </button>
        )}
      </p>
      <div class="tour-text" aria-live="polite">
        <h2 dir="auto">{step ? step.title : "That was the tour"}</h2>
        <p dir="auto">{step ? step.text : "Everything stays as it is: go on trying, or start the tour again."}</p>
        {missing && <p class="tour-missing">This needs what step {numberOf(missing)} does, which was skipped.</p>}
        {!step && skipped.length > 0 && (
          <p>
            {skipped.length} of {steps.length} steps {skipped.length === 1 ? "was" : "were"} skipped.
          </p>
        )}
        {step && (
          <p class="tour-do" dir="auto">
            <b>{PLATFORMS[step.platform]}</b>, {whereOf(step)}: {marked(step.do)}
          </p>
        )}
      </div>
      <div class="tour-buttons">
        {be}
        {back && (
          <button type="button" class="button" data-test="tour-back" onClick={() => ask("back", back.id)}>
            Back to step {numberOf(back)}
          </button>
        )}
        {step && (
          <button type="button" class="link" data-test="tour-skip" onClick={() => ask("skip", step.id)}>
            Skip this step
          </button>
        )}
        {steps.some((each) => each.done || each.skipped) && (
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
