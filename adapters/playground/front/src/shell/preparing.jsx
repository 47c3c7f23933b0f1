// What is seen until the organisation stands.

export function Preparing({ refused, why }) {
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
        </>
      )}
      {why && <p class="faint">{why}</p>}
    </main>
  );
}
