"""Who is grouped with whom, and what of it may be shown, so that nobody can be worked out from figures.

Pure rules: no database, no chat. `grouping` decides when an anonymous run is frozen, `showing` when results are looked
at. The attacker whom they have in mind knows who is in which team and was asked when, sees every figure that anybody is
shown of all runs, and adds and subtracts them.

What no rule about figures can hide, and what people are told instead:

- What all have said alike. Five of five who chose *never* are five people of whom everybody knows it.
- Who talks. Four of five who tell one another what they chose know the fifth's; a threshold protects from those
  outside the group.
- Words. Whoever writes as only they write, or of what only they know, is recognised by it.
- A question in other words. What was asked before is known by its wording (`Question.fingerprint`); asked anew in other
  words it begins a history of its own.
- Three runs and more. Any two runs are kept apart, whatever is added up within each. Somebody who adds and subtracts
  several would have to know that nobody has changed an answer in any of them.
- Whom it did not reach, over time. Two runs are kept apart by who was asked. Of five who differ, four may never have
  answered, and whoever knows that knows the fifth.
- When somebody began to answer. Over time it is counted who was asked; that the one who came back from leave has
  answered for the first time is for those who know it, one answer among those of a group.
"""

LOWEST_THRESHOLD = 3
"""The fewest people whose answers may ever be shown together."""

USUAL_THRESHOLD = 5
