"""A target on Python's threading server: the paths of node-server.ts. In: seconds that idle connections are kept. Out: the port."""

import http.server
import os
import signal
import sys
import threading
import time


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = float(sys.argv[1])

    def do_GET(self):
        _, what, millis = (self.path + "/0").split("/")[:3]
        if what != "busy":
            time.sleep(int(millis) / 1000)
        if what == "die":
            os.abort()
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def drain(*_):
    threading.Timer(0.15, lambda: os._exit(0)).start()
    threading.Thread(target=server.shutdown).start()


signal.signal(signal.SIGTERM, drain)
print(server.server_address[1], flush=True)
server.serve_forever()
time.sleep(5)
