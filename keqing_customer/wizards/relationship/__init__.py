from . import keqing_quick_assessment
