"""The same site with Pyramid on waitress; says its port."""

import logging

import waitress
from pyramid.config import Configurator
from pyramid.response import Response


class Level:
    def __init__(self, name, parent):
        self.__name__ = name
        self.__parent__ = parent

    def __getitem__(self, segment):
        return Level(segment, self)


def hello(context, request):
    return Response('hello')


# It warns whenever a request waits, thousands of times in a second.
logging.getLogger('waitress.queue').setLevel(logging.ERROR)
config = Configurator(root_factory=lambda request: Level('', None))
config.add_route('plain', '/plain')
config.add_view(hello, route_name='plain')
config.add_view(hello, context=Level)
server = waitress.create_server(config.make_wsgi_app(), host='127.0.0.1', port=0, threads=4)
print(server.effective_port, flush=True)
server.run()
