from . import keqing_visit_move
