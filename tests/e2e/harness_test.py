"""The parts of the harness that read bytes: a mistake there would make scenarios say what is not so."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from harness.engine import frames, seconds_of  # noqa: E402
from harness.proxy import Fault, RequestLines, kind_of_call  # noqa: E402

POST = b"POST /v1.41/containers/create HTTP/1.1\r\nContent-Length: 3\r\n\r\n{}\n"
GET = b"GET /containers/json HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKED = b"POST /build HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nGET /\r\n3\r\nabc\r\n0\r\n\r\n"
UPGRADE = b"POST /exec/1/start HTTP/1.1\r\nUpgrade: tcp\r\nContent-Length: 2\r\n\r\n{}GET /no HTTP/1.1\r\n\r\n"


class Requests(unittest.TestCase):
    def test_lines_are_found_however_the_bytes_are_cut(self):
        stream = POST + GET + CHUNKED + GET + UPGRADE
        expected = ["POST /containers/create", "GET /containers/json", "POST /build", "GET /containers/json", "POST /exec/1/start"]
        for size in (1, 7, 64, len(stream)):
            lines = RequestLines()
            found = [line for at in range(0, len(stream), size) for line in lines.feed(stream[at : at + size])]
            self.assertEqual(found, expected, f"in pieces of {size}")


    def test_the_kind_of_a_call_has_no_names_in_it(self):
        for line, expected in (
            ("POST /containers/0123abc/start", "POST /containers/…/start"),
            ("GET /containers/json?all=true", "GET /containers/json"),
            ("DELETE /networks/shop_default", "DELETE /networks/…"),
        ):
            self.assertEqual(kind_of_call(line), expected)

    def test_a_fault_hits_the_nth_call_that_contains_its_part(self):
        fault = Fault("/start", "close", nth=2)
        lines = ["POST /containers/a/start", "GET /version", "POST /containers/b/start", "POST /containers/c/start"]
        self.assertEqual([fault.hits(line) for line in lines], [False, False, True, False])


class Streams(unittest.TestCase):
    def test_frames_are_taken_apart_and_a_bare_stream_is_left_as_it_is(self):
        framed = b"\1\0\0\0\0\0\0\3out\2\0\0\0\0\0\0\3err"
        for data, expected in ((framed, [b"out", b"err"]), (b"bare stream, no frames", [b"bare stream, no frames"]), (b"", [])):
            self.assertEqual(list(frames(data)), expected)

    def test_times(self):
        for text, expected in (
            ("1970-01-01T00:00:10.5Z", 10.5),
            ("1970-01-01T01:00:00.000000001+01:00", 1e-9),
            ("0001-01-01T00:00:00Z", None),
        ):
            self.assertEqual(seconds_of(text), expected, text)


if __name__ == "__main__":
    unittest.main()
