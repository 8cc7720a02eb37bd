"""The documents against the program: commands parse, links lead somewhere, pictures are today's."""
