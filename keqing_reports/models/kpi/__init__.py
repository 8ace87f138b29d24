from . import keqing_kpi
from . import keqing_kpi_figures
from . import keqing_kpi_table
from . import keqing_kpi_documents
