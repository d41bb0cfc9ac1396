from autobahn.wamp.types import PublishOptions
from lehr_options import options

async def book(session, sale, item, price, **more):
    """A sale is booked once, however often it is told; `_corrects=seq` names an earlier one that this one corrects."""
    with options(_key=sale, **more):
        booked = session.publish('ledger.sales', item, price, options=PublishOptions(acknowledge=True))
    return (await booked).id

async def sales(session, start, on_sale):
    """All sales from a place on, then those that come: on_sale(item, price, _seq, _corrects=None)."""
    with options(_replay={'from': start}):
        subscribed = session.subscribe(on_sale, 'ledger.sales')
    return await subscribed

async def past(session):
    """All that is kept, by the specification's event history, a page at a time: any client can."""
    ledger = await session.call('wamp.subscription.lookup', 'ledger.', {'match': 'prefix'})
    page = {}
    while page is not None:
        events = await session.call('wamp.subscription.get_events', ledger, **page)
        found = events.results or []
        for event in found:
            yield event['details']['_seq'], event['args']
        page = {'after_publication': found[-1]['publication']} if events.kwresults['is_limit_reached'] else None
