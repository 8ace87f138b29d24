from . import keqing_demo
