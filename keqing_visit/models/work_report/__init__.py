from . import keqing_of_people_mixin
from . import keqing_work_report
from . import keqing_work_report_facts
from . import keqing_work_report_job
from . import keqing_contact_performance
from . import keqing_today
from . import res_company
