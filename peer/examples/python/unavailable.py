from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.types import CallOptions

UNAVAILABLE = {f'wamp.error.{why}' for why in ('no_such_procedure', 'timeout', 'unavailable', 'queue_full')}

async def weather(session, town):
    """Nobody serves it, or not within two seconds: that is no mistake of the caller's, so it is said as it is."""
    try:
        return await session.call('weather.forecast', town, options=CallOptions(timeout=2000))
    except ApplicationError as error:
        if error.error in UNAVAILABLE:
            return 'no forecast just now'
        raise
