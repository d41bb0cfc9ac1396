async def open_oracle(session):
    """A service that is watched: the bulletin tells where something it declared is missing, or it does not answer."""
    await session.register(lambda question: 'perhaps', 'oracle.ask')
    await session.subscribe(lambda: None, 'oracle.alarm')
    await session.register(lambda: None, 'lehr.service.oracle.ping')
    await session.call('lehr.service.hello', {
        'name': 'oracle', 'procedures': ['oracle.ask'], 'topics': ['oracle.alarm'], 'pingWithin': 2000})
