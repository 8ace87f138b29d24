from . import test_indicators
