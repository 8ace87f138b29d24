from . import keqing_customer_card
from . import keqing_evaluation_run_report
