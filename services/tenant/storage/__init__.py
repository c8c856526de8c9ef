"""The schema `tenant`: its statements, each bound to one tenant, the directories, migrations."""
