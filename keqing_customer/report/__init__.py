from . import keqing_evaluation_run_report
