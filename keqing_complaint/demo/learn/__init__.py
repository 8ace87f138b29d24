from . import keqing_demo
from . import keqing_demo_promise
from . import keqing_demo_step
