"""The engine's process: ministack, told to send each answer at once.

Its Lambda runtime API writes an answer in two pieces. The second waited for the first one's acknowledgement (Nagle's
algorithm), which the kernel delays by 40 ms: every call of a function took that much longer.
"""

import runpy
import socketserver

if __name__ == "__main__":
    socketserver.StreamRequestHandler.disable_nagle_algorithm = True
    runpy.run_module("ministack", run_name="__main__", alter_sys=True)
