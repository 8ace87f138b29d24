from . import keqing_complaint_waiting
