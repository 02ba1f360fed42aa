"""Which system wrote an export, and what its columns are."""

from __future__ import annotations

import pytest

from dmaic.measure.service.fields import Field
from dmaic.measure.service.measures import measure_named
from dmaic.measure.service.presets import detect, unit_of
from dmaic.measure.service.synonyms import EVERYWHERE, norm
from dmaic.measure.service.systems import BY_NAME, PRESETS

ZENDESK = (
    "Summation column,Id,Requester,Requester id,Requester external id,Requester email,Submitter,Assignee,Group,Subject,"
    "Tags,Status,Priority,Via,Ticket type,Created at,Updated at,Assigned at,Due date,Initially assigned at,Solved at,"
    "Resolution time,Satisfaction Score,Group stations,Assignee stations,Reopens,Replies,"
    "First reply time in minutes,First reply time in minutes within business hours,"
    "Full resolution time in minutes,Full resolution time in minutes within business hours,On hold time in minutes,"
    "On hold time in minutes within business hours"
)
FRESHDESK = (
    "Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Due by Time,Resolved time,Closed time,"
    "Last update time,Initial response time,Time tracked,First response time (in hrs),Resolution time (in hrs),"
    "Agent interactions,Customer interactions,Resolution status,First response status,Survey results,Full name,Email"
)
SALESFORCE = "Case Number,Date/Time Opened,Date/Time Closed,Status,Case Origin,Case Reason,Case Owner,Age (Hours)"
SALESFORCE_API = "Id,CaseNumber,CreatedDate,ClosedDate,IsClosed,IsEscalated,Origin,Reason,OwnerId,AccountId,Status"
SERVICENOW = (
    "number,opened_at,resolved_at,closed_at,incident_state,priority,contact_type,category,subcategory,"
    "assignment_group,assigned_to,caller_id,reopen_count,reassignment_count,made_sla,short_description,business_duration"
)
JIRA = (
    "Issue key,Issue id,Summary,Issue Type,Status,Priority,Resolution,Assignee,Reporter,Created,Updated,Resolved,"
    "Due date,Custom field (Request Type),Custom field (Time to resolution),Satisfaction rating"
)
CALLS = (
    "Call ID,Call start,Queue,Agent,ANI,Wait time,Talk time,Hold time,After call work,Abandoned,Transferred,Disposition"
)
SURVEY = "Response ID,Sent at,Responded at,NPS,Comment,Channel"
EVENTS = "CaseID,ActivityID,CompleteTimestamp"
DATA_LOADER = "ID,CASENUMBER,CREATEDDATE,CLOSEDDATE,ISESCALATED,OWNERID,CONTACTID,STATUS,ORIGIN"
CHANGES = "Issue key,Changed at,From,To,Author"
GENESYS = "Users,Date,End Date,Direction,ANI,Queue,Media Type,Conversation ID,Total Talk,Total ACW,Total Queue"
CONNECT = (
    "ContactId,Channel,InitiationTimestamp,DisconnectTimestamp,Queue,Agent,Agent interaction duration,"
    "Customer hold duration,After contact work duration,Queue duration,Customer endpoint"
)
QUALTRICS = "StartDate,EndDate,Status,Finished,RecordedDate,ResponseId,DistributionChannel,Q1"
FORMS = "Timestamp,How likely is it that you would recommend us to a friend?,Comments"


@pytest.mark.parametrize(
    ("header", "name", "expected"),
    [
        (
            ZENDESK,
            "zendesk",
            {
                "Id": Field.KEY,
                "Created at": Field.CREATED,
                "Solved at": Field.RESOLVED,
                "First reply time in minutes": Field.TO_RESPONSE,
                "Full resolution time in minutes": Field.TO_RESOLUTION,
                "First reply time in minutes within business hours": Field.OMIT,
                "Requester id": Field.CUSTOMER,
                "Requester": Field.OMIT,
                "Requester email": Field.OMIT,
                "Via": Field.CHANNEL,
                "Group stations": Field.TRANSFERS,
                "On hold time in minutes": Field.PAUSED,
                "On hold time in minutes within business hours": Field.PAUSED_OPEN,
            },
        ),
        (
            FRESHDESK,
            "freshdesk",
            {
                "Ticket ID": Field.KEY,
                "Initial response time": Field.RESPONDED,
                "Resolution status": Field.MADE_SLA,
                "Type": Field.CATEGORY,
                "Full name": Field.OMIT,
                "Email": Field.OMIT,
            },
        ),
        (SALESFORCE, "salesforce", {"Date/Time Opened": Field.CREATED, "Date/Time Closed": Field.RESOLVED}),
        (
            SALESFORCE_API,
            "salesforce",
            {"CaseNumber": Field.KEY, "IsEscalated": Field.ESCALATED, "Origin": Field.CHANNEL},
        ),
        (SERVICENOW, "servicenow", {"number": Field.KEY, "made_sla": Field.MADE_SLA, "caller_id": Field.CUSTOMER}),
        (
            JIRA,
            "jira",
            {
                "Issue key": Field.KEY,
                "Custom field (Request Type)": Field.CATEGORY,
                "Resolution": Field.OUTCOME,
                "Custom field (Time to resolution)": Field.OMIT,  # what is left of it, not what was used
            },
        ),
        (CALLS, "calls", {"Call start": Field.CREATED, "After call work": Field.WRAP, "ANI": Field.CUSTOMER}),
        (SURVEY, "survey", {"Sent at": Field.CREATED, "NPS": Field.SCORE}),
        (EVENTS, "events", {"CaseID": Field.KEY, "ActivityID": Field.ACTIVITY, "CompleteTimestamp": Field.MOMENT}),
        (CHANGES, "events", {"Issue key": Field.KEY, "To": Field.ACTIVITY, "From": Field.OMIT, "Author": Field.AGENT}),
        (
            DATA_LOADER,
            "salesforce",
            {"CASENUMBER": Field.KEY, "CREATEDDATE": Field.CREATED, "ISESCALATED": Field.ESCALATED, "ID": Field.OMIT},
        ),
        (
            GENESYS,
            "calls",
            {"Date": Field.CREATED, "Total ACW": Field.WRAP, "Total Queue": Field.WAIT, "Users": Field.AGENT},
        ),
        (
            CONNECT,
            "calls",
            {
                "InitiationTimestamp": Field.CREATED,
                "Agent interaction duration": Field.TALK,
                "Queue duration": Field.WAIT,
            },
        ),
        (QUALTRICS, "survey", {"RecordedDate": Field.CREATED, "Q1": Field.SCORE, "Finished": Field.OMIT}),
        (FORMS, "survey", {"Timestamp": Field.CREATED, FORMS.split(",")[1]: Field.SCORE}),
        (
            "Employee ID,Hire date,Termination date",
            "staff",
            {"Hire date": Field.CREATED, "Termination date": Field.RESOLVED},
        ),
        ("Shift date,Team,Paid minutes,Unavailable minutes", "shifts", {"Paid minutes": Field.PAID}),
        ("Evaluation ID,Evaluation date,Evaluator,Quality score", "evaluations", {"Quality score": Field.SCORE}),
        ("case_id,created_at,resolved_at,replies", "tickets", {"case_id": Field.KEY, "replies": Field.CONTACTS}),
        (
            "Unique Key,Created Date,Closed Date,Agency,Complaint Type,Descriptor,Due Date",
            "tickets",
            {"Complaint Type": Field.CATEGORY, "Descriptor": Field.SUBCATEGORY, "Closed Date": Field.CLOSED},
        ),
        ("Ticketnummer,Erstellt am,Gelöst am,Priorität", "tickets", {"Erstellt am": Field.CREATED}),
    ],
)
def test_an_export_is_known_by_its_header(header: str, name: str, expected: dict[str, Field]) -> None:
    headers = header.split(",")
    best = detect(headers)[0]
    assert best.preset.name == name
    mapped = dict(zip(headers, best.fields, strict=True))
    assert {one: mapped[one] for one in expected} == expected


def test_a_field_is_given_to_one_column_only() -> None:
    for header in (ZENDESK, FRESHDESK, SALESFORCE, SERVICENOW, JIRA, CALLS):
        given = [one for one in detect(header.split(","))[0].fields if one != Field.OMIT]
        assert len(given) == len(set(given))


def test_two_telling_names_make_a_preset_likely_and_three_sure() -> None:
    assert detect(EVENTS.split(","))[0].score == 0.67
    assert detect(ZENDESK.split(","))[0].score == 1
    assert detect(["a", "b"])[0].score == 0


def test_a_ticket_list_with_a_rating_is_no_survey() -> None:
    assert detect(["Ticket ID", "Created", "Resolved", "Rating", "Comment"])[0].preset.name == "tickets"


def test_names_are_compared_without_capitals_and_signs() -> None:
    assert norm("\ufeffCustom field (Request Type)") == "request type"
    assert norm("CompleteTimestamp") == "complete timestamp"
    assert norm("Date/Time Opened") == "date time opened"
    assert norm("u_channel") == "channel"
    assert norm("Root_Cause__c") == "root cause"


def test_every_name_of_a_preset_is_written_as_it_is_compared() -> None:
    for names in ([*EVERYWHERE], *([*one.columns, *one.marks] for one in PRESETS)):
        assert [one for one in names if norm(one) != one] == []


def test_units_come_from_the_column_or_from_the_system() -> None:
    assert unit_of("First response time (in hrs)", BY_NAME["zendesk"]) == "hours"
    assert unit_of("Talk time", BY_NAME["calls"]) == "seconds"
    assert unit_of("First reply time in minutes", BY_NAME["jira"]) == "minutes"
    assert unit_of("On hold time in minutes within business hours", BY_NAME["zendesk"]) == "minutes"


def test_good_and_bad_answers_are_told_as_what_they_are() -> None:
    csat = measure_named("csat")
    chosen = csat.settled({"least": 1})
    assert csat.said(csat.title, chosen) == "Not satisfied (bad)"
    assert csat.said(csat.numerator, chosen) == "Bad answers."
    assert csat.said(csat.description, chosen) == "Share of bad answers."
    assert csat.said(csat.title, csat.settled({"least": 4})) == "Not satisfied (below 4)"
