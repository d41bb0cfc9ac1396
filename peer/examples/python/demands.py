from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.types import CallOptions, PublishOptions
from lehr_options import options

async def print_page(session, page):
    """Whoever prints comes when it comes: the call waits for up to a minute."""
    with options(_queue=True):
        printed = session.call('office.print', page, options=CallOptions(timeout=60_000))
    return await printed

async def ring(session):
    """An alarm that nobody hears is none: at least one must receive it."""
    with options(_confirm=1):
        rung = session.publish('office.alarm', options=PublishOptions(acknowledge=True))
    try:
        await rung
        return 'heard'
    except ApplicationError as error:
        if error.error == 'wamp.error.no_receiver':
            return 'nobody there'
        raise
