"""How large a workbook may be. A unit's month workbook is far below every one of these."""

FILE_BYTES = 20 * 2**20
XLS_BYTES = 10 * 2**20
ZIP_MEMBERS = 2_000
UNPACKED_BYTES = 150 * 2**20  # sum of declared sizes
RATIO = 200  # declared size / packed size of one member above RATIO_FROM
RATIO_FROM = 10 * 2**20
COLUMNS = 1_024
ROWS = 100_000
SHEET_CELLS = 1_000_000  # rows × columns from A1 to the last filled cell
BOOK_CELLS = 2_000_000
SHEETS = 200
REPLY_BYTES = 64 * 2**20
MEMORY_BYTES = 512 * 2**20  # address space of the child process
CPU_SECONDS = 8
WALL_SECONDS = 10.0
FILES_PER_WORKER = 500
