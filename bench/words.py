"""The words that the articles of a benchmark are made of."""

from __future__ import annotations

PEOPLE = (
    "recruiter|reader|manager|former colleague|interviewer|stranger|friend|neighbour|mentor|"
    "director|apprentice|supervisor|candidate|hiring team|receptionist|customer|planner|engineer|"
    "teacher|librarian|nurse|translator|accountant|editor|carpenter|analyst|designer|researcher|"
    "founder|trainer|assessor|coach|clerk|surveyor|referee|newcomer|team lead|volunteer"
).split("|")

THINGS = (
    "application|cover letter|resume|portfolio|interview|question|answer|introduction|message|"
    "telephone call|offer|salary|reference|notice period|first week|probation|job title|advert|"
    "vacancy|deadline|calendar|notebook|card|plan|list|draft|sentence|paragraph|example|story|"
    "figure|habit|meeting|conversation|favour|promise|thank-you note|contact|profile|photograph|"
    "certificate|course|budget|commute|contract|clause|rota|shift|project|report|handover|"
    "mistake|gap|reason|doubt|signal|decision|choice|result|measure|skill|strength|weakness|"
    "opening line|closing line|subject line|envelope|attachment|spreadsheet|checklist|reminder|"
    "morning|evening|week|quarter|season|appointment|agenda|summary|outline|template|exercise"
).split("|")

QUALITIES = (
    "short|plain|honest|careful|early|late|useful|awkward|polite|clear|vague|specific|modest|"
    "generous|cautious|thorough|tidy|hurried|patient|ordinary|rare|practical|private|public|"
    "recent|final|second|quiet|confident|nervous|reliable|doubtful|friendly|formal|informal|"
    "written|spoken|sensible|memorable|forgettable|expensive|cheap|simple|complicated|fair|"
    "unfair|steady|sudden|warm|cold|exact|rough|half-finished|well-rehearsed|unexpected"
).split("|")

ACTIONS = (
    "read|write|rewrite|shorten|send|answer|rehearse|postpone|accept|decline|question|compare|"
    "describe|explain|measure|prepare|review|print|copy|sort|number|date|sign|return|remember|"
    "forget|mention|repeat|replace|remove|keep|share|discuss|negotiate|check|finish|begin|"
    "schedule|record|collect|choose|trust|doubt|test|improve|defend|illustrate|cancel|confirm"
).split("|")

EFFECTS = (
    "saves an hour|costs a week|settles the matter|opens a door|closes a door|makes room for doubt|"
    "earns a second reading|goes unread|leads to a better question|ends the conversation|"
    "shows that you listened|tells the truth in fewer words|is remembered in spring|"
    "helps both sides|does no harm|looks worse than it is|looks better than it is|"
    "wins a little trust|takes ten minutes|takes a whole afternoon|needs a quiet room|"
    "works on the telephone, too|travels further than you expect|belongs on the first page|"
    "can wait until Monday|is worth a stamp|changes nothing|changes the whole reply"
).split("|")

MANNERS = (
    "slowly|at once|in private|in writing|before lunch|after a walk|without hurry|with a pencil|"
    "twice|once a month|every Friday|over the telephone|face to face|in your own words|aloud|"
    "on one page|with an example|in the morning|at the end of the day|well before the deadline|"
    "from memory|by hand|in good time|on a quiet day|with somebody else in the room"
).split("|")

PLACES = (
    "in a small firm|in a large office|in a hospital|in a workshop|on a building site|"
    "in a school|in a shop|at a trade fair|on the train|at the kitchen table|in the second round|"
    "on the first day|after redundancy|in a new town|between two posts|in a seasonal trade|"
    "at the front desk|in the public service|in a charity|in a warehouse|on a video call"
).split("|")

OPENERS = (
    "Most of the time,|As a rule,|Now and then|For many people|Oddly enough,|In our experience|"
    "To begin with,|All the same,|In the end|By contrast,|Seen from the other side,|Even so,|"
    "On the whole,|More often than not,|Before anything else,|With hindsight,|In short,"
).split("|")

SENTENCES = (
    "{opener} a {quality} {thing} {effect}.",
    "{opener} a {person} who must {action} a {quality} {thing} would rather {action} it {manner}.",
    "You can {action} the {thing} {manner}, but you cannot {action} it {place}.",
    "If the {person} asks about a {thing}, {action} it {manner} and {action} the rest {manner}.",
    "A {person} {place} once told us that a {quality} {thing} {effect}.",
    "There is no {quality} way to {action} a {thing}, only a {quality} one.",
    "What the {person} wants is a {thing} that is {quality}, {quality} and never {quality}.",
    "Every {thing} that you {action} {place} {effect}.",
    "{opener} it is better to {action} one {quality} {thing} than to {action} three.",
    "Ask the {person} which {thing} {effect}, and {action} that one {manner}.",
    "The {thing} is for the {person}; the {thing} is for you.",
    "Nobody {place} expects a {quality} {thing} from a {person}, and yet it {effect}.",
    "When you {action} your {thing} {manner}, the {person} sees a {quality} {thing} instead.",
    "Put the {quality} {thing} beside the {quality} one and {action} both {manner}.",
    "It {effect}.",
    "Do not {action} it.",
    "So {action} the {thing}, {action} the {thing} again, and {action} it {manner}.",
    "{opener} your {thing} and your {thing} tell the same {person} two {quality} stories.",
)

MARKED = (
    "The one thing to {action} {manner} is **a {quality} {thing}**.",
    "Write `{code}` at the top, so that the {person} finds it.",
    "It should be a *{quality}* {thing}, not a {quality} one.",
)

HEADINGS = (
    "What the {person} sees|Before you {action} the {thing}|A {quality} {thing}|The {thing} itself|"
    "How to {action} it {manner}|When the {thing} is {quality}|After the {thing}|One more {thing}|"
    "The {person} and the {thing}|Why it {effect}"
).split("|")

ITEMS = (
    "I can {action} the {thing} {manner}.",
    "The {person} has my {quality} {thing}.",
    "My {thing} is *{quality}*, and fits one page.",
    "I asked the {person} for one {thing} only.",
    "Nothing in the {thing} is {quality}.",
    "The {thing} {effect}.",
)

TITLE_FORMS = (
    "How to {action} a {quality} {thing}",
    "The {quality} {thing} you {action}",
    "Why we {action} every {quality} {thing}",
    "When to {action} your {quality} {thing}",
    "A {quality} {thing} to {action}",
    "Never {action} a {quality} {thing}",
)

TAGS = (
    "Applications|Cover letters|Resumes|Interviews|Networking|Salary|Negotiation|References|"
    "Recruiters|First weeks|Leaving a job|Redundancy|Career change|Portfolios|Writing to people|"
    "Following up|LinkedIn|Job adverts|Assessment days|Video calls|Phone calls|Small firms|"
    "Large firms|Public service|Charities|Apprenticeships|Graduates|Returning to work|Parents|"
    "Night shifts|Freelancing|Contracts|Notice periods|Probation|Training|Certificates|Mentors|"
    "Volunteering|Relocation|Commuting|Remote work|Part-time work|Job sharing|Health|Confidence|"
    "Habits|Planning|Note-taking|Time keeping|Money|Pensions|Trade unions|Workplace law|"
    "Discrimination|Disability|Languages|Working abroad|Trade fairs|Retirement|Second careers"
).split("|")

CODES = ("role-name", "next-step", "call-back", "asked-on", "sent-on", "ref-no", "waiting-for")

CODE_BLOCKS = (
    (
        "python",
        '''from datetime import date, timedelta

APPLIED = date({year}, {month}, {day})


def follow_up(applied: date, days: int = {number}) -> date:
    """The day to write again; never on a weekend."""
    due = applied + timedelta(days=days)
    while due.weekday() > 4:
        due += timedelta(days=1)
    return due


print(follow_up(APPLIED).isoformat())''',
    ),
    (
        "yaml",
        """application:
  sent: {year}-{month:02d}-{day:02d}
  role: {thing}
  contact: {person}
  next_step:
    action: {action}
    after_days: {number}
  documents:
    - resume.pdf
    - letter.pdf""",
    ),
    (
        "bash",
        """#!/bin/sh
# Puts the papers for one {thing} in one place.
set -eu
folder="applications/{year}-{month:02d}-{day:02d}"
mkdir -p "$folder"
for paper in resume letter references; do
    cp "papers/$paper.pdf" "$folder/$paper-{number}.pdf"
done
ls -l "$folder" | tail -n +2 | wc -l""",
    ),
)
