"""The concrete parts: sound, speech, keys, clock. Only `app` names them."""
