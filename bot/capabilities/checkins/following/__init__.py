"""What follows answers: a private word with whoever gave one, words back to nobody in particular, and what was done.

Words that were written without a name can be answered, and whoever wrote them can answer that, without anybody knowing
who it is. Nobody can be messaged whom nobody knows, so they look: the prompt in their own chat keeps its token, and
*Anything for me?* finds by it what was written back. Everybody who was asked is told alike that somebody was written
back to.

What somebody who reads the whole database, its columns of the system's own, logs and backups could join, and why not:

- *Conversation and person.* It is kept under the ballot's hash of run, place and token. No table holds a token, so
  nobody finds the hash from a person or a message. The hashes of two questions do not meet: two conversations with one
  person are two, also where both were answered in one form.
- *Looking.* *Anything for me?* writes nothing at all, nor does opening the note of somebody's catch-up; so nobody
  learns who looked, nor when, and no look can be laid beside an answer that followed it.
- *Answering.* It writes one row without person, in a transaction that writes of no person, puts no work down and sends
  nothing. Of the time there is the day. All rows of the group are written anew with it in random order, so that their
  order, place and age do not tell which is new. Of two backups the later one shows what came between them, and no more.
- *Telling.* The organisers are told of answers once a day, at an hour that their own writing set and that comes whether
  somebody answered or not. The note goes to all of a run at once, whoever was written back to, at most once in three
  days; a copy of it says nothing of its reader.
- *Words alone.* Only what results show, under the run's own threshold, can be written back to, and it is looked at
  again at each press. What was answered beside it, by the same person, is not told.
- *Bait.* An address on the web tells its owner who opens it, so none can be written back. A question that only one
  person can answer remains possible: the form warns of it, as no program can tell.

What remains: whoever controls the running process; whoever knows somebody's way of writing; and that a person who
answered from a channel's button has no token, so that nothing written back to them is ever read. That is said first.
"""
