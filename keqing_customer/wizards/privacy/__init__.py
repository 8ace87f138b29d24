from . import keqing_person_erasure
from . import privacy_lookup_wizard
