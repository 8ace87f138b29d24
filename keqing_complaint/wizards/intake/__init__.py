from . import keqing_complaint_cancellation
from . import keqing_complaint_merge
from . import keqing_complaint_split
