from . import keqing_visit_cancellation
