"""Small parts that every page uses: fields, messages, charts, jobs."""
