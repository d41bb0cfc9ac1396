"""Options of router-lite that autobahn has no words for, such as _slot, _replay, _key, _queue and _confirm.

What is begun within `with options(...)` carries them; wait for its answer behind it, for others may send meanwhile. Of a
fact, its handler gets `_seq` and, where it corrects an earlier one, `_corrects` as keyword arguments."""
from contextlib import contextmanager
from autobahn.wamp import message

_more = {}

@contextmanager
def options(**more):
    _more.update(more)
    try:
        yield
    finally:
        _more.clear()

def _with_more(marshal):
    def marshal_with_more(self):
        code, request, told, *rest = marshal(self)
        return [code, request, {**told, **_more}, *rest]
    return marshal_with_more

for kind in (message.Call, message.Publish, message.Register, message.Subscribe):
    kind.marshal = _with_more(kind.marshal)

_parse = message.Event.parse

def _parse_with_place(tuple_):
    event = _parse(tuple_)
    place = {name: tuple_[3][name] for name in ('_seq', '_corrects') if name in tuple_[3]}
    event.kwargs = {**(event.kwargs or {}), **place}
    return event

message.Event.parse = staticmethod(_parse_with_place)
