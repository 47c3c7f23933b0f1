// Microsoft Teams, as the person picked sees it.

export function TeamsPane() {
  return (
    <section class="pane pane-teams" data-test="pane-teams" aria-labelledby="teams-heading">
      <h2 id="teams-heading" class="empty">Microsoft Teams is not drawn yet</h2>
    </section>
  );
}
