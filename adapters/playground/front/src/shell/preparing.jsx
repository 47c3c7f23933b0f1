// What is seen until the organisation stands.

const SIGNS = { done: "✓", doing: "…" };

/** `steps`: `{title, state}`, as far as they are known. */
export function Preparing({ refused, why, steps }) {
  return (
    <main class="preparing" aria-live="polite">
      <h1>{refused ? "This page needs the whole address" : "Preparing the playground"}</h1>
      {refused ? (
        <p>
          Open the address that <code>instep demo</code> printed, with its token at the end. Each start has a new one.
        </p>
      ) : (
        <>
          <p>
            An invented organisation and its partners move in: people, teams, channels, and Instep itself. This takes a
            few seconds.
          </p>
          <div class="progress" role="progressbar" aria-label="Preparing" />
          <ol class="steps">
            {steps.map((step) => (
              <li key={step.title} class={`step-${step.state}`} aria-current={step.state === "doing" ? "step" : undefined}>
                <span aria-hidden="true">{SIGNS[step.state] || "·"}</span> {step.title}
                {step.state === "done" && <span class="unseen"> (done)</span>}
              </li>
            ))}
          </ol>
        </>
      )}
      {why && !steps.length && <p class="faint">{why}</p>}
    </main>
  );
}
