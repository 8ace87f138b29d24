from . import keqing_demo
from . import keqing_demo_order
