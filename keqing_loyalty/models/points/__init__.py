from . import keqing_grade
from . import keqing_rebate_program
from . import keqing_rebate_settlement
from . import keqing_rebate_statement
from . import loyalty_card
from . import loyalty_program
from . import sale_order
from . import sale_order_reserved
