"""Tools as the assistant offers them to a model: strict, with the values that the tenant has."""

from tests.sandbox.openai_side import a_tool

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
MAYBE = {"type": ["string", "null"]}
OFFERING = {"type": "string", "enum": ["taglio", "colore"]}
RESOURCE = {"type": ["string", "null"], "enum": ["anna", "marco", None]}

TOOLS = [
    a_tool(
        "find_slots",
        offering_id=OFFERING,
        resource_id=RESOURCE,
        party_size={"type": ["integer", "null"]},
        when_text=TEXT,
    ),
    a_tool("prepare_booking", slot_id=TEXT, name=MAYBE, notes=MAYBE),
    a_tool("list_my_bookings"),
    a_tool("prepare_move", booking_id=TEXT, slot_id=TEXT),
    a_tool("prepare_cancel", booking_id=TEXT),
    a_tool("search_faq", query=TEXT),
    a_tool("get_business_info", topic={"type": "string", "enum": ["hours", "prices", "address"]}),
    a_tool("set_details", party_size={"type": ["integer", "null"]}, name=MAYBE),
    a_tool("handoff_to_human", reason={"type": "string", "enum": ["asked", "complaint"]}),
]
NAMES = {tool["function"]["name"] for tool in TOOLS}
