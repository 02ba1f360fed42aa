"""How do all projects stand?"""
