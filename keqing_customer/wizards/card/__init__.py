from . import base_import
from . import keqing_succession
