# 成員的設定。

settings-title = 設定
settings-profile = 個人檔案
settings-mail = 郵件
settings-password = 密碼
settings-sessions = 已登入的瀏覽器
settings-feeds = 訂閱
settings-save = 儲存

settings-avatar = 大頭貼
settings-avatar-file = 選擇圖片
settings-avatar-hint = PNG、JPEG、GIF 或 WebP，不超過 { $n } MB。會取中間的正方形，動圖只顯示第一格，並移除拍攝地點和裝置等資訊。
settings-avatar-save = 使用這張圖片
settings-avatar-remove = 移除大頭貼
notice-avatar-saved = 大頭貼已更新。
notice-avatar-removed = 大頭貼已移除，改為顯示名字的第一個字。
field-picture-too-many-pixels = 這張圖片的像素太多，最多 { $n } 百萬。請縮小後再上傳。
field-picture-too-long = 圖片太寬或太高，每邊最多 { $n } 像素。請縮小後再上傳。
field-picture-incomplete = 圖片不完整，缺少結尾部分，可能沒有完全儲存或上傳。請開啟確認後再上傳一次。
field-picture-moves = 動圖只支援 GIF 格式。請另存為 GIF，或上傳靜態圖片。
field-picture-moves-too-much = 動圖太長或太大：最多 { $frames } 格，每邊最多 { $side } 像素。請縮短或縮小後再上傳。
field-pictures-busy = 正在處理的圖片太多，請幾秒後再上傳一次。
field-pictures-full = 您最多可保存 { $most } 張圖片，共 { $n } MB。請在「加入圖片」頁面刪除未使用的圖片，然後重新傳送。

settings-about-you = 關於你
settings-display-name-hint = 會顯示在你寫的所有內容旁邊，可以和別人相同。
settings-about = 自我介紹
settings-location = 所在地
settings-website = 網站
settings-time-zone = 時區
settings-theme = 配色
settings-theme-auto = 依照裝置
settings-theme-light = 淺色
settings-theme-dark = 深色
notice-profile-saved = 個人檔案已儲存。

settings-mail-title = 寄給你的郵件
settings-mail-text = 郵件會寄到 { $email }。
settings-mail-unconfirmed = 你的信箱 { $email } 尚未確認；確認之前，你只會收到自己要求的郵件。
settings-mail-confirm = 前往確認
settings-mail-when = 什麼時候寄信給我
settings-mail-awards = 我獲得徽章或升級
settings-mail-awards-hint = 十分鐘內的多項獎勵會合成一封郵件。
settings-mail-answers = 有人回答我的主題
settings-mail-answers-hint = 包括你問題的回答，以及你發起的討論中的回覆。
settings-mail-accepted = 我的回答獲得採納
settings-mail-accepted-hint = 發問者認為你的回答解決了問題。
settings-mail-mentions = 有人提到我
settings-mail-mentions-hint = 在貼文或留言中用 @ 加上你的使用者名稱。
settings-on-pages = 在頁面上
settings-toasts = 獲得獎勵時立即顯示
settings-toasts-hint = 有獎勵時會滑出一張卡片。所有獎勵在通知裡也看得到。
settings-mail-always = 你自己要求的郵件（例如重設密碼的連結）一定會寄送。
notice-mail-settings-saved = 郵件設定已儲存。

settings-password-title = 變更密碼
settings-password-text = 其他已登入的瀏覽器都會登出。
settings-password-current = 目前的密碼
settings-password-save = 變更密碼
notice-password-changed = 密碼已變更，其他瀏覽器都已登出。

settings-sessions-title = 你在哪些地方登入
settings-sessions-text = 不認得或不再使用的瀏覽器，可以讓它登出。如果不認得，最好也變更密碼。
settings-sessions-only = 你沒有在其他地方登入。
settings-sessions-end-others = 登出其他所有瀏覽器
settings-session-this = 目前這個
settings-session-since = 登入於
settings-session-seen = 最近使用
settings-session-end = 登出
settings-session-device = { $system } 上的 { $browser }
settings-session-unknown = 未知的瀏覽器
notice-session-ended = 那個瀏覽器已登出。
notice-sessions-ended = 其他瀏覽器都已登出。
settings-feeds-title = 你自己的訂閱
settings-feeds-text = 閱讀器無法登入。網址裡帶上金鑰，它每次讀取時就能看到你當時能看的內容。拿到網址的人看到的和你一樣：請不要告訴別人，不再使用的金鑰請移除。
settings-feeds-made = 請現在複製這個網址，之後不會再顯示。
settings-feeds-others = 把同樣的「?key=…」加在任何分類、標籤或主題的訂閱網址後面，也能使用。
settings-feeds-none = 你還沒有金鑰。
settings-feeds-since = 建立於
settings-feeds-used = 上次使用
settings-feeds-unused = 從未使用
settings-feeds-remove = 移除
settings-feeds-name = 名稱
settings-feeds-name-hint = 它的用途，例如你的閱讀器的名稱。
settings-feeds-make = 建立金鑰
notice-feed-key-removed = 金鑰已移除，它的網址不再有效。
